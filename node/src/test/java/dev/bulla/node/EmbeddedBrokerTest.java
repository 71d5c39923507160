// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import dev.bulla.mqtt.MqttAddress;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.mqtt.MqttOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker with the MQTT carrier on both sides. */
class EmbeddedBrokerTest {
    @TempDir
    Path folder;

    private final List<String> received = new CopyOnWriteArrayList<>();

    @Test
    void whatIsSentArrivesInOrder() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard());
                MqttCarrier carrier =
                        MqttCarrier.open(address(broker), receiving().build())) {
            carrier.receive("a/#", this::took);
            List<CompletableFuture<Void>> sent = IntStream.range(0, 1_000)
                    .mapToObj(i -> carrier.sendAsync("a/b", Bytes.utf8("" + i)))
                    .toList();
            sent.forEach(CompletableFuture::join);
            await().until(() -> received.size() == 1_000);
            assertThat(received)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 1_000).mapToObj(i -> "" + i).toList());
        }
    }

    @Test
    void anObserverSeesWhatTheWireCarriesAndMaySendItAgain() {
        List<Bytes> seen = new CopyOnWriteArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard());
                MqttCarrier service =
                        MqttCarrier.open(address(broker), receiving().build());
                MqttCarrier operator =
                        MqttCarrier.open(address(broker), receiving().build())) {
            operator.receive("#", message -> {
                seen.add(message.sealed());
                return Disposition.ACKNOWLEDGE;
            });
            service.receive("t", this::took);
            service.send("t", Bytes.utf8("sealed"));
            await().until(() -> seen.size() == 1 && received.size() == 1);
            operator.send("t", seen.get(0));
            await().until(() -> received.size() == 2);
            assertThat(received).containsExactly("sealed", "sealed");
        }
    }

    @Test
    void aDataFolderKeepsSessionsAndMessages() {
        BrokerOptions lasting = BrokerOptions.builder().dataFolder(folder).build();
        MqttOptions stable = receiving().clientId("till-7").build();
        try (EmbeddedBroker broker = EmbeddedBroker.start(lasting)) {
            try (MqttCarrier receiver = MqttCarrier.open(address(broker), stable)) {
                receiver.receive("t", this::took);
            }
            try (MqttCarrier sender = MqttCarrier.open(address(broker), MqttOptions.standard())) {
                IntStream.range(0, 100).forEach(i -> sender.send("t", Bytes.utf8("" + i)));
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(lasting);
                MqttCarrier receiver = MqttCarrier.open(address(broker), stable)) {
            receiver.receive("t", this::took);
            await().until(() -> received.size() == 100);
        }
    }

    @Test
    void oneFolderHasOneBroker() {
        BrokerOptions lasting = BrokerOptions.builder().dataFolder(folder).build();
        try (EmbeddedBroker broker = EmbeddedBroker.start(lasting)) {
            assertThat(broker.port()).isPositive();
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> EmbeddedBroker.start(lasting))
                    .matches(thrown -> thrown.problem() == Problem.HOME_LOCKED);
        }
    }

    @Test
    void aTakenPortIsUnavailable() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard())) {
            BrokerOptions same = BrokerOptions.builder().port(broker.port()).build();
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> EmbeddedBroker.start(same))
                    .matches(thrown -> thrown.problem() == Problem.BROKER_UNAVAILABLE);
        }
    }

    @Test
    void accountsKeepStrangersOut() {
        BrokerOptions guarded =
                BrokerOptions.builder().account("ann", "s3cret".toCharArray()).build();
        try (EmbeddedBroker broker = EmbeddedBroker.start(guarded)) {
            MqttAddress ann = MqttAddress.parse("mqtt://ann@127.0.0.1:" + broker.port());
            try (MqttCarrier carrier = MqttCarrier.open(
                    ann, receiving().password("s3cret"::toCharArray).build())) {
                carrier.receive("t", this::took);
                carrier.send("t", Bytes.utf8("x"));
                await().until(() -> received.size() == 1);
            }
            for (MqttAddress address : List.of(ann, address(broker))) {
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(() -> MqttCarrier.open(
                                address,
                                receiving().password("wrong"::toCharArray).build()))
                        .matches(thrown -> thrown.problem() == Problem.FORBIDDEN);
            }
        }
    }

    @Test
    void listeningBeyondThisMachineNeedsAnAccount() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerOptions.builder().listen("0.0.0.0").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerOptions.builder().listen("::").build());
    }

    @Test
    void theLimitIsAnnouncedAndKept() {
        BrokerOptions small = BrokerOptions.builder().maxMessageBytes(20_000).build();
        try (EmbeddedBroker broker = EmbeddedBroker.start(small);
                MqttCarrier carrier =
                        MqttCarrier.open(address(broker), receiving().build())) {
            assertThat(carrier.maxMessageBytes("t")).isBetween(19_900, 20_000);
            carrier.receive("t", this::took);
            carrier.send("t", Bytes.of(new byte[carrier.maxMessageBytes("t")]));
            await().until(() -> received.size() == 1);
        }
    }

    @Test
    void aFullMemoryMakesSendersWaitAndLosesNothing() {
        BrokerOptions small = BrokerOptions.builder().maxMemoryBytes(1 << 20).build();
        MqttOptions stable = receiving().clientId("till-7").build();
        try (EmbeddedBroker broker = EmbeddedBroker.start(small);
                MqttCarrier sender = MqttCarrier.open(address(broker), MqttOptions.standard())) {
            MqttCarrier.open(address(broker), stable).close();
            try (MqttCarrier receiver = MqttCarrier.open(address(broker), stable)) {
                receiver.receive("t", this::took);
            }
            List<CompletableFuture<Void>> sent = IntStream.range(0, 64)
                    .mapToObj(i -> sender.sendAsync("t", Bytes.utf8("x".repeat(64 << 10))))
                    .toList();
            await().until(() -> sent.stream().filter(CompletableFuture::isDone).count() >= 8);
            try (MqttCarrier receiver = MqttCarrier.open(address(broker), stable)) {
                receiver.receive("t", this::took);
                await().until(() -> received.size() >= 64);
                sent.forEach(CompletableFuture::join);
            }
        }
    }

    @Test
    void nothingIsPrintedAndNothingStays() {
        Set<Thread> before = broker();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(capture);
        System.setErr(capture);
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard());
                MqttCarrier carrier =
                        MqttCarrier.open(address(broker), receiving().build())) {
            carrier.receive("t", this::took);
            carrier.send("t", Bytes.utf8("x"));
            await().until(() -> received.size() == 1);
            assertThat(broker.mqtt()).hasToString("mqtt://127.0.0.1:" + broker.port());
            assertThat(broker.amqp()).hasToString("amqp://127.0.0.1:" + broker.port());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        await().untilAsserted(() -> assertThat(broker()).isSubsetOf(before));
        assertThat(Path.of("data")).doesNotExist();
        assertThat(Path.of(System.getProperty("java.io.tmpdir"), "bulla-none")).doesNotExist();
    }

    private static Set<Thread> broker() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .filter(thread -> !thread.isDaemon() || thread.getName().contains("activemq"))
                .collect(Collectors.toSet());
    }

    private static MqttAddress address(EmbeddedBroker broker) {
        return MqttAddress.parse(broker.mqtt().toString());
    }

    private static MqttOptions.Builder receiving() {
        DeadLetters none = (topic, message, reason) -> {
            throw new AssertionError("a dead letter: " + reason);
        };
        return MqttOptions.builder().deadLetters(none);
    }

    private Disposition took(Arrival arrival) {
        received.add(arrival.sealed().text());
        return Disposition.ACKNOWLEDGE;
    }
}

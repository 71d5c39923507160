// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Arrival;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import dev.bulla.testkit.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The carrier against a real broker. */
class MosquittoTest {
    @TempDir
    Path folder;

    private final KeptLetters dead = new KeptLetters();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @Test
    void whatIsSentArrivesInOrderOnAThreadOfItsOwn() throws IOException {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(broker.address(), roomy())) {
            carrier.receive("t/+", message -> {
                threads.add(Thread.currentThread().getName());
                return took(message);
            });
            carrier.send("t/a", Bytes.utf8("0"));
            List<CompletableFuture<Void>> sent = IntStream.range(1, 1_000)
                    .mapToObj(i -> carrier.sendAsync("t/a", Bytes.utf8("" + i)))
                    .toList();
            sent.forEach(CompletableFuture::join);
            await().until(() -> received.size() == 1_000);
        }
        assertThat(received)
                .containsExactlyElementsOf(
                        IntStream.range(0, 1_000).mapToObj(i -> "" + i).toList());
        assertThat(threads).containsExactly("bulla-receive");
        assertThat(dead.letters).isEmpty();
    }

    @Test
    void aStableClientGetsWhatWasSentWhileItWasAway() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier sender = MqttCarrier.open(broker.address(), MqttOptions.standard())) {
            MqttOptions stable = receiving().clientId("till-7").build();
            try (MqttCarrier carrier = MqttCarrier.open(broker.address(), stable)) {
                carrier.receive("t", this::took);
            }
            for (int i = 0; i < 200; i++) {
                sender.send("t", Bytes.utf8("" + i));
            }
            try (MqttCarrier carrier = MqttCarrier.open(broker.address(), stable)) {
                carrier.receive("t", this::took);
                await().until(() -> distinct() == 200);
            }
        }
    }

    @Test
    void closingWaitsForTheHandlerAndLosesNothing() throws Exception {
        CountDownLatch inHandler = new CountDownLatch(1);
        try (Mosquitto broker = Mosquitto.start(folder)) {
            MqttOptions stable = receiving().clientId("till-7").build();
            MqttCarrier carrier = MqttCarrier.open(broker.address(), stable);
            carrier.receive("t", message -> {
                inHandler.countDown();
                return message.sealed().text().equals("later") ? Disposition.RETRY : took(message);
            });
            carrier.send("t", Bytes.utf8("later"));
            carrier.send("t", Bytes.utf8("now"));
            inHandler.await();
            carrier.close();
            assertThat(received).containsExactly("now");
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> carrier.send("t", Bytes.utf8("late")));
            try (MqttCarrier again = MqttCarrier.open(broker.address(), stable)) {
                again.receive("t", this::took);
                await().until(() -> received.contains("later"));
            }
        }
    }

    @Test
    void noThreadStays() throws Exception {
        Set<Thread> before = threads();
        try (Mosquitto broker = Mosquitto.start(folder, "allow_anonymous false")) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> MqttCarrier.open(broker.address(), MqttOptions.standard()));
        }
        Path other = Files.createDirectory(folder.resolve("other"));
        try (Mosquitto broker = Mosquitto.start(other)) {
            MqttOptions stable = receiving().clientId("till-7").build();
            try (MqttCarrier carrier = MqttCarrier.open(broker.address(), stable)) {
                carrier.receive("t", this::took);
                carrier.send("t", Bytes.utf8("x"));
                await().until(() -> received.size() == 1);
            }
            MqttOptions hasty = receiving()
                    .clientId("till-8")
                    .drainTimeout(Duration.ofMillis(100))
                    .build();
            try (MqttCarrier carrier = MqttCarrier.open(broker.address(), hasty)) {
                carrier.receive("t", this::took);
                broker.stop();
                assertThat(carrier.sendAsync("t", Bytes.utf8("x"))).isNotDone();
            }
        }
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> MqttCarrier.open(
                        MqttAddress.parse("mqtt://127.0.0.1:" + Servers.freePort()), MqttOptions.standard()));
        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    @Test
    void membersOfAGroupShare() throws IOException {
        List<String> other = new CopyOnWriteArrayList<>();
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier one = MqttCarrier.open(broker.address(), roomy());
                MqttCarrier two = MqttCarrier.open(broker.address(), roomy())) {
            one.receive("t", "workers", this::took);
            two.receive("t", "workers", message -> {
                other.add(message.sealed().text());
                return Disposition.ACKNOWLEDGE;
            });
            for (int i = 0; i < 100; i++) {
                one.send("t", Bytes.utf8("" + i));
            }
            await().until(() -> received.size() + other.size() == 100);
        }
        List<String> all = new ArrayList<>(received);
        all.addAll(other);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(received).isNotEmpty();
        assertThat(other).isNotEmpty();
    }

    @Test
    void whatIsTooLargeIsRefusedHereWithBothSizes() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder, "allow_anonymous true", "max_packet_size 20000");
                MqttCarrier carrier =
                        MqttCarrier.open(broker.address(), receiving().build())) {
            carrier.receive("t", this::took);
            int most = carrier.maxMessageBytes("t");
            carrier.send("t", Bytes.of(new byte[most]));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> carrier.send("t", Bytes.of(new byte[most + 1])))
                    .matches(thrown -> thrown.problem() == Problem.LIMIT_EXCEEDED)
                    .withMessageContaining((most + 1) + " bytes; at most " + most);
            await().until(() -> received.size() == 1);
            assertThat(most).isBetween(19_900, 20_000);
        }
    }

    @Test
    void aWrongPasswordIsRefusedAtOnce() throws Exception {
        Path passwords = Files.writeString(folder.resolve("passwords"), "ann:s3cret\n");
        Process hash = new ProcessBuilder(Servers.require("mosquitto_passwd").toString(), "-U", passwords.toString())
                .inheritIO()
                .start();
        assertThat(hash.waitFor()).isZero();
        try (Mosquitto broker = Mosquitto.start(folder, "allow_anonymous false", "password_file " + passwords)) {
            MqttAddress ann = MqttAddress.parse("mqtt://ann@127.0.0.1:" + broker.port());
            char[] right = "s3cret".toCharArray();
            MqttCarrier.open(ann, MqttOptions.builder().password(() -> right).build())
                    .close();
            assertThat(right).containsOnly('\0');
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> MqttCarrier.open(
                            ann,
                            MqttOptions.builder().password("wrong"::toCharArray).build()))
                    .matches(thrown -> thrown.problem() == Problem.FORBIDDEN);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> MqttCarrier.open(broker.address(), MqttOptions.standard()))
                    .matches(thrown -> thrown.problem() == Problem.FORBIDDEN);
        }
    }

    @Test
    void noBrokerIsUnavailable() {
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> MqttCarrier.open(
                        MqttAddress.parse("mqtt://127.0.0.1:" + Servers.freePort()), MqttOptions.standard()))
                .matches(thrown -> thrown.problem() == Problem.BROKER_UNAVAILABLE);
    }

    @Test
    void sendingWithoutABrokerEndsInTime() throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder)) {
            MqttOptions hasty = MqttOptions.builder()
                    .sendTimeout(Duration.ofMillis(300))
                    .drainTimeout(Duration.ofMillis(300))
                    .maxInFlightBytes(4_096)
                    .build();
            MqttCarrier carrier = MqttCarrier.open(broker.address(), hasty);
            broker.stop();
            CompletableFuture<Void> waiting = carrier.sendAsync("t", Bytes.of(new byte[3_000]));
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> carrier.sendAsync("t", Bytes.of(new byte[3_000])));
            carrier.close();
            assertThat(waiting).isCompletedExceptionally();
        }
    }

    @Test
    void misuseIsSaid() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(broker.address(), MqttOptions.standard())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> carrier.receive("t", this::took))
                    .withMessageContaining("dead letters");
            assertThatIllegalArgumentException().isThrownBy(() -> carrier.send("t/#", Bytes.EMPTY));
            assertThatIllegalArgumentException().isThrownBy(() -> carrier.send("", Bytes.EMPTY));
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bulla-mqtt")
                        || thread.getName().contains("hivemq"))
                .collect(Collectors.toSet());
    }

    /** A window that never fills: Mosquitto 2.0.11 exceeds a full one, and the carrier reconnects, which makes duplicates. */
    private MqttOptions roomy() {
        return receiving().receiveWindow(2_000).build();
    }

    private MqttOptions.Builder receiving() {
        return MqttOptions.builder().deadLetters(dead);
    }

    private int distinct() {
        return Set.copyOf(received).size();
    }

    private Disposition took(Arrival arrival) {
        received.add(arrival.sealed().text());
        return Disposition.ACKNOWLEDGE;
    }
}

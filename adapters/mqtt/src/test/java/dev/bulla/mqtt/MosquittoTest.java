// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.atomic.AtomicInteger;
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
                MqttCarrier carrier = MqttCarrier.open(broker.address(), receiving().build())) {
            carrier.receive("t/+", sealed -> {
                threads.add(Thread.currentThread().getName());
                return took(sealed);
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
        assertThat(threads).containsExactly("bulla-mqtt-receive");
        assertThat(dead.letters).isEmpty();
    }

    @Test
    void poisonGoesToTheDeadLettersAndTheLoopGoesOn() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(broker.address(), receiving().build())) {
            Subscription subscription = carrier.receive("t", sealed -> {
                if (sealed.text().equals("garbage")) {
                    return Disposition.DEAD_LETTER;
                }
                if (sealed.text().equals("bug")) {
                    throw new IllegalStateException("a bug in the handler");
                }
                if (sealed.text().equals("deep")) {
                    throw new StackOverflowError();
                }
                return took(sealed);
            });
            for (String text : List.of("garbage", "a", "bug", "b", "deep", "c")) {
                carrier.send("t", Bytes.utf8(text));
            }
            await().until(() -> subscription.handled() == 6);
        }
        assertThat(received).containsExactly("a", "b", "c");
        assertThat(dead.letters)
                .containsExactly(
                        new KeptLetters.Letter("t", Bytes.utf8("garbage"), DeadLetters.Reason.REFUSED),
                        new KeptLetters.Letter("t", Bytes.utf8("bug"), DeadLetters.Reason.FAILED),
                        new KeptLetters.Letter("t", Bytes.utf8("deep"), DeadLetters.Reason.FAILED));
    }

    @Test
    void whatFailsForAMomentComesAgain() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(broker.address(), receiving().build())) {
            carrier.receive("t", sealed -> {
                int attempt = sealed.text().equals("hard") ? attempts.incrementAndGet() : 9;
                if (attempt == 2) {
                    throw new UnavailableException(Problem.KEYS_UNAVAILABLE, Duration.ofMillis(50), new IOException());
                }
                return attempt <= 3 ? Disposition.RETRY : took(sealed);
            });
            carrier.send("t", Bytes.utf8("hard"));
            carrier.send("t", Bytes.utf8("easy"));
            await().until(() -> received.size() == 2);
        }
        assertThat(received).containsExactly("easy", "hard");
        assertThat(attempts).hasValue(4);
        assertThat(dead.letters).isEmpty();
    }

    @Test
    void oneThatNeverWorksDoesNotHoldUpTheOthers() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(
                        broker.address(), receiving().receiveWindow(8).build())) {
            carrier.receive("t", sealed -> sealed.text().equals("never") ? Disposition.RETRY : took(sealed));
            carrier.send("t", Bytes.utf8("never"));
            for (int i = 0; i < 50; i++) {
                carrier.send("t", Bytes.utf8("" + i));
            }
            await().until(() -> distinct() == 50);
        }
        assertThat(dead.letters)
                .containsExactly(new KeptLetters.Letter(
                        "t", Bytes.utf8("never"), DeadLetters.Reason.RETRIES_EXHAUSTED));
    }

    @Test
    void whenNothingWorksTheMessagesWaitAndNoneIsGivenUp() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger broken = new AtomicInteger(1);
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(
                        broker.address(), receiving().receiveWindow(4).build())) {
            carrier.receive("t", sealed -> {
                attempts.incrementAndGet();
                return broken.get() == 1 ? Disposition.RETRY : took(sealed);
            });
            for (int i = 0; i < 20; i++) {
                carrier.send("t", Bytes.utf8("" + i));
            }
            await().until(() -> attempts.get() >= 4 * 6);
            broken.set(0);
            await().until(() -> distinct() == 20);
        }
        assertThat(dead.letters).isEmpty();
    }

    @Test
    void whenTheDeadLettersFailTheMessageIsKept() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        DeadLetters failing = (topic, sealed, reason) -> {
            if (failures.incrementAndGet() <= 2) {
                throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ZERO, new IOException("full"));
            }
            dead.keep(topic, sealed, reason);
        };
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier =
                        MqttCarrier.open(broker.address(), MqttOptions.builder().deadLetters(failing).build())) {
            carrier.receive("t", sealed -> Disposition.DEAD_LETTER);
            carrier.send("t", Bytes.utf8("x"));
            await().until(() -> dead.letters.size() == 1);
        }
        assertThat(failures).hasValue(3);
    }

    @Test
    void deadLettersOnATopicNeedSomebodyWhoKeepsThem() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier keeper = MqttCarrier.open(broker.address(), receiving().build());
                MqttCarrier carrier = MqttCarrier.open(
                        broker.address(), MqttOptions.builder().deadLetterTopic("dead").build())) {
            Subscription subscription = carrier.receive("t", sealed -> Disposition.DEAD_LETTER);
            carrier.send("t", Bytes.utf8("x"));
            assertThat(subscription.handled()).isZero();
            keeper.receive("dead", this::took);
            await().until(() -> received.size() == 1);
            await().until(() -> subscription.handled() == 1);
        }
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
            carrier.receive("t", sealed -> {
                inHandler.countDown();
                return sealed.text().equals("later") ? Disposition.RETRY : took(sealed);
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
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("bulla-mqtt")));
    }

    @Test
    void membersOfAGroupShare() throws IOException {
        List<String> other = new CopyOnWriteArrayList<>();
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier one = MqttCarrier.open(broker.address(), receiving().build());
                MqttCarrier two = MqttCarrier.open(broker.address(), receiving().build())) {
            one.receive("t", "workers", this::took);
            two.receive("t", "workers", sealed -> {
                other.add(sealed.text());
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
                MqttCarrier carrier = MqttCarrier.open(broker.address(), receiving().build())) {
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
        Process hash = new ProcessBuilder(
                        Servers.require("mosquitto_passwd").toString(), "-U", passwords.toString())
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
                            ann, MqttOptions.builder().password("wrong"::toCharArray).build()))
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

    private MqttOptions.Builder receiving() {
        return MqttOptions.builder().deadLetters(dead);
    }

    private int distinct() {
        return Set.copyOf(received).size();
    }

    private Disposition took(Bytes sealed) {
        received.add(sealed.text());
        return Disposition.ACKNOWLEDGE;
    }
}

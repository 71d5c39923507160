// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Subscription;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a message by what its receiver says, against a real broker. */
class HandlingTest {
    @TempDir
    Path folder;

    private final KeptLetters dead = new KeptLetters();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @Test
    void poisonGoesToTheDeadLettersAndTheLoopGoesOn() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier =
                        MqttCarrier.open(broker.address(), receiving().build())) {
            Subscription subscription = carrier.receive("t", message -> {
                if (message.sealed().text().equals("garbage")) {
                    return Disposition.DEAD_LETTER;
                }
                if (message.sealed().text().equals("bug")) {
                    throw new IllegalStateException("a bug in the handler");
                }
                if (message.sealed().text().equals("deep")) {
                    throw new StackOverflowError();
                }
                return took(message);
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
                MqttCarrier carrier =
                        MqttCarrier.open(broker.address(), receiving().build())) {
            carrier.receive("t", message -> {
                int attempt = message.sealed().text().equals("hard") ? attempts.incrementAndGet() : 9;
                if (attempt == 2) {
                    throw new UnavailableException(Problem.KEYS_UNAVAILABLE, Duration.ofMillis(50), new IOException());
                }
                return attempt <= 3 ? Disposition.RETRY : took(message);
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
            carrier.receive(
                    "t", message -> message.sealed().text().equals("never") ? Disposition.RETRY : took(message));
            carrier.send("t", Bytes.utf8("never"));
            for (int i = 0; i < 50; i++) {
                carrier.send("t", Bytes.utf8("" + i));
            }
            await().until(() -> distinct() == 50);
        }
        assertThat(dead.letters)
                .containsExactly(
                        new KeptLetters.Letter("t", Bytes.utf8("never"), DeadLetters.Reason.RETRIES_EXHAUSTED));
    }

    @Test
    void whenNothingWorksTheMessagesWaitAndNoneIsGivenUp() throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger broken = new AtomicInteger(1);
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(
                        broker.address(), receiving().receiveWindow(4).build())) {
            carrier.receive("t", message -> {
                attempts.incrementAndGet();
                return broken.get() == 1 ? Disposition.RETRY : took(message);
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
        DeadLetters failing = (topic, message, reason) -> {
            if (failures.incrementAndGet() <= 2) {
                throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ZERO, new IOException("full"));
            }
            dead.keep(topic, message, reason);
        };
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier carrier = MqttCarrier.open(
                        broker.address(),
                        MqttOptions.builder().deadLetters(failing).build())) {
            carrier.receive("t", message -> Disposition.DEAD_LETTER);
            carrier.send("t", Bytes.utf8("x"));
            await().until(() -> dead.letters.size() == 1);
        }
        assertThat(failures).hasValue(3);
    }

    @Test
    void deadLettersOnATopicNeedSomebodyWhoKeepsThem() throws IOException {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier keeper =
                        MqttCarrier.open(broker.address(), receiving().build());
                MqttCarrier carrier = MqttCarrier.open(
                        broker.address(),
                        MqttOptions.builder().deadLetterTopic("dead").build())) {
            Subscription subscription = carrier.receive("t", message -> Disposition.DEAD_LETTER);
            carrier.send("t", Bytes.utf8("x"));
            assertThat(subscription.handled()).isZero();
            keeper.receive("dead", this::took);
            await().until(() -> received.size() == 1);
            await().until(() -> subscription.handled() == 1);
        }
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

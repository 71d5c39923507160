// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Watch;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that goes away in the middle. Mosquitto acknowledges first and saves later. Stopped, it saves everything, and nothing may be
 * missing. Killed, it forgets what it had acknowledged and not yet handed on (measured: none to 768 of 6,000), and nobody at the ends can
 * know; all else may not be missing. The node's own broker writes first: {@code BrokerKillTest} kills it and misses nothing.
 */
class RestartTest {
    private static final int BATCHES = 3;
    private static final int BATCH = 4_000;
    /** More than the broker may have acknowledged between our look and its end. */
    private static final int ON_THE_WAY = 1_000;

    @TempDir
    Path folder;

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Integer> received = ConcurrentHashMap.newKeySet();

    @Test
    void aBrokerThatIsStoppedTwiceLosesNoMessage() throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier receiver = receiver(broker);
                MqttCarrier sender = MqttCarrier.open(broker.address(), MqttOptions.standard())) {
            receive(receiver);
            for (int batch = 0; batch < BATCHES; batch++) {
                send(sender, batch);
                if (batch < BATCHES - 1) {
                    awaitAcknowledged(batch * BATCH + BATCH / 2);
                    broker.stop();
                    broker.startAgain();
                }
                awaitAcknowledged((batch + 1) * BATCH);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == BATCHES * BATCH);
        }
    }

    @Test
    void aBrokerThatIsKilledLosesOnlyWhatItHadAcknowledged() throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier receiver = receiver(broker);
                MqttCarrier sender = MqttCarrier.open(broker.address(), MqttOptions.standard())) {
            receive(receiver);
            broker.stop(); // saves the subscription
            broker.startAgain();
            await().until(() -> connections.get() == 2);
            send(sender, 0);
            awaitAcknowledged(BATCH / 2);
            broker.kill();
            int certain = acknowledged.get() + ON_THE_WAY;
            broker.startAgain();
            awaitAcknowledged(BATCH);
            send(sender, 1);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(received)
                            .containsAll(
                                    IntStream.range(certain, 2 * BATCH).boxed().toList()));
        }
    }

    @Test
    void aBrokerThatForgotEverythingIsSubscribedToAgain() throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder);
                MqttCarrier receiver = receiver(broker);
                MqttCarrier sender = MqttCarrier.open(broker.address(), MqttOptions.standard())) {
            receive(receiver);
            broker.stop();
            Files.delete(folder.resolve("mosquitto.db"));
            broker.startAgain();
            await().until(() -> connections.get() == 2);
            // What comes before the subscription is made again goes to nobody.
            await().until(() -> {
                sender.send("t", Bytes.utf8("0"));
                return received.contains(0);
            });
        }
    }

    private MqttCarrier receiver(Mosquitto broker) {
        Watch listener = new Watch() {
            @Override
            public void connected(boolean sessionKept) {
                connections.incrementAndGet();
            }
        };
        return MqttCarrier.open(
                broker.address(),
                MqttOptions.builder()
                        .clientId("receiver")
                        .deadLetters(new KeptLetters())
                        .watch(listener)
                        .build());
    }

    private void receive(MqttCarrier receiver) {
        receiver.receive("t", message -> {
            received.add(Integer.valueOf(message.sealed().text()));
            return Disposition.ACKNOWLEDGE;
        });
    }

    private void send(MqttCarrier sender, int batch) {
        Thread publishing = new Thread(() -> IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                .forEach(i -> {
                    CompletableFuture<Void> unused =
                            sender.sendAsync("t", Bytes.utf8("" + i)).thenRun(acknowledged::incrementAndGet);
                }));
        publishing.start();
    }

    private void awaitAcknowledged(int messages) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> acknowledged.get() >= messages);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What survives a broker that goes away in the middle. This side loses nothing that was not acknowledged; a broker killed before it saved
 * what it acknowledged loses that, and nobody at the ends can know. Mosquitto saves when it is stopped, so there nothing may be missing.
 */
class RestartTest {
    private static final int MESSAGES = 10_000;

    @TempDir
    Path folder;

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Set<Integer> received = ConcurrentHashMap.newKeySet();
    private final LongAdder deliveries = new LongAdder();

    @Test
    void aBrokerThatIsStoppedTwiceLosesNoMessage() throws Exception {
        run(Mosquitto::stop);
        assertThat(received).hasSize(MESSAGES);
    }

    @Test
    void aBrokerThatIsKilledTwiceLosesNoMessageThatHasReachedTheReceiver() throws Exception {
        run(Mosquitto::kill);
        assertThat(received).hasSize(MESSAGES);
    }

    private void run(Ending ending) throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder, "allow_anonymous true", "max_inflight_messages 100")) {
            MqttOptions receiving = MqttOptions.builder()
                    .clientId("receiver")
                    .receiveWindow(1_000)
                    .deadLetters(new KeptLetters())
                    .build();
            try (MqttCarrier receiver = MqttCarrier.open(broker.address(), receiving);
                    MqttCarrier sender = MqttCarrier.open(broker.address(), MqttOptions.standard())) {
                receiver.receive("t", sealed -> {
                    received.add(Integer.valueOf(sealed.text()));
                    deliveries.increment();
                    return Disposition.ACKNOWLEDGE;
                });
                Thread publishing = new Thread(() -> IntStream.range(0, MESSAGES)
                        .forEach(i -> sender.sendAsync("t", Bytes.utf8("" + i))
                                .thenRun(acknowledged::incrementAndGet)));
                publishing.start();
                for (int part = 1; part <= 2; part++) {
                    int after = MESSAGES * part / 3;
                    await().pollInterval(Duration.ofMillis(1)).until(() -> acknowledged.get() >= after);
                    ending.end(broker);
                    broker.startAgain();
                }
                publishing.join();
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() == MESSAGES);
                await().atMost(Duration.ofSeconds(20))
                        .pollDelay(Duration.ofMillis(200))
                        .until(() -> received.size() == MESSAGES);
            } finally {
                System.out.println("MEASURED received " + received.size() + " distinct of " + acknowledged
                        + " acknowledged, " + deliveries + " deliveries");
            }
        }
    }

    private interface Ending {
        void end(Mosquitto broker) throws Exception;
    }
}

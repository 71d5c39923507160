// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.mqtt.MqttAddress;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.mqtt.MqttOptions;
import dev.bulla.testkit.Servers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker in a process of its own, killed without warning: what it acknowledged it has written. */
class BrokerKillTest {
    private static final int MESSAGES = 10_000;

    @TempDir
    Path folder;

    private final int port = Servers.freePort();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Set<Integer> received = ConcurrentHashMap.newKeySet();
    private final Deque<Process> brokers = new ArrayDeque<>();

    /** The process that is killed. */
    static final class Main {
        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedBroker.start(BrokerOptions.builder()
                    .port(Integer.parseInt(arguments[0]))
                    .dataFolder(Path.of(arguments[1]))
                    .build());
            new CountDownLatch(1).await();
        }
    }

    @AfterEach
    void end() {
        brokers.forEach(Process::destroyForcibly);
    }

    @Test
    void aBrokerThatIsKilledTwiceLosesNoMessage() throws Exception {
        launch();
        MqttAddress address = MqttAddress.parse("mqtt://127.0.0.1:" + port);
        DeadLetters none = (topic, message, reason) -> {
            throw new AssertionError("a dead letter: " + reason);
        };
        MqttOptions receiving =
                MqttOptions.builder().clientId("receiver").deadLetters(none).build();
        try (MqttCarrier receiver = MqttCarrier.open(address, receiving);
                MqttCarrier sender = MqttCarrier.open(address, MqttOptions.standard())) {
            receiver.receive("t", message -> {
                received.add(Integer.valueOf(message.sealed().text()));
                return Disposition.ACKNOWLEDGE;
            });
            Thread publishing = new Thread(() -> IntStream.range(0, MESSAGES).forEach(i -> {
                CompletableFuture<Void> unused =
                        sender.sendAsync("t", Bytes.utf8("" + i)).thenRun(acknowledged::incrementAndGet);
            }));
            publishing.start();
            for (int part = 1; part <= 2; part++) {
                awaitAcknowledged(MESSAGES * part / 3);
                brokers.getLast().destroyForcibly().waitFor();
                launch();
            }
            publishing.join();
            awaitAcknowledged(MESSAGES);
            await().atMost(Duration.ofMinutes(1)).until(() -> received.size() == MESSAGES);
        }
        assertThat(brokers).hasSize(3);
    }

    private void awaitAcknowledged(int messages) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> acknowledged.get() >= messages);
    }

    private void launch() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-cp", classPath, Main.class.getName(), "" + port, folder.toString()));
        brokers.add(new ProcessBuilder(command).inheritIO().start());
        await().atMost(Duration.ofMinutes(1)).until(this::accepts);
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}

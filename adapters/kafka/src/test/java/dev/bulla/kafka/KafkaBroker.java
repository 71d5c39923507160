// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real Kafka broker of one node inside the test, on free ports of the loopback; data in a folder, so that it can start again. */
final class KafkaBroker implements AutoCloseable {
    private final Properties settings = new Properties();
    private final int port;
    private KafkaRaftServer server;

    private KafkaBroker(Path folder, Map<String, String> more) throws Exception {
        this.port = freePort();
        int controller = freePort();
        Path log = folder.resolve("log");
        Path metadata = folder.resolve("metadata");
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                "1",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller,
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs",
                log.toString(),
                "metadata.log.dir",
                metadata.toString()));
        settings.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1"));
        settings.putAll(more);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(log.toString(), metadata.toString()))
                .setMetadataLogDirectory(metadata.toString())
                .setControllerListenerName("CONTROLLER")
                .run();
        server = start();
    }

    static KafkaBroker start(Path folder) throws Exception {
        return new KafkaBroker(folder, Map.of());
    }

    static KafkaBroker start(Path folder, Map<String, String> more) throws Exception {
        return new KafkaBroker(folder, more);
    }

    private KafkaRaftServer start() {
        KafkaRaftServer made = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        made.startup();
        return made;
    }

    /** A broker in a process of its own, for measuring: says where it listens and ends with its input. */
    public static void main(String[] words) throws Exception {
        try (KafkaBroker broker = start(Path.of(words[0]))) {
            System.out.println(broker.servers());
            while (System.in.read() >= 0) {
                // until it ends
            }
        }
    }

    /** As clients know it. */
    String servers() {
        return "127.0.0.1:" + port;
    }

    KafkaAddress address() {
        return KafkaAddress.parse("kafka://" + servers());
    }

    void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    void startAgain() {
        server = start();
    }

    void topic(String name, int partitions) throws Exception {
        topic(name, partitions, Map.of());
    }

    void topic(String name, int partitions, Map<String, String> config) throws Exception {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", servers()));
        try (Admin admin = Admin.create(properties)) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        stop();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real RabbitMQ that can be killed and started again on the same port with what it had written. */
final class RabbitMq implements AutoCloseable {
    /** The script beside the one on the path, which would change the user. */
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private final int port = Servers.freePort();
    private final int distributionPort = Servers.freePort();
    private final Path program;
    private final Path folder;
    private Process process;

    private RabbitMq(Path folder) throws IOException {
        Path onPath = Servers.require("rabbitmq-server");
        this.program = Files.isExecutable(PROGRAM) ? PROGRAM : onPath;
        this.folder = folder;
        Files.createDirectories(folder.resolve("home"));
        process = launch();
    }

    static RabbitMq start(Path folder) throws IOException {
        return new RabbitMq(folder);
    }

    AmqpAddress address() {
        return AmqpAddress.parse("amqp://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    void kill() throws InterruptedException {
        close();
        process.waitFor(10, TimeUnit.SECONDS);
        Awaitility.await().until(() -> !accepts());
    }

    void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        machine().destroyForcibly();
        process.destroyForcibly();
    }

    /** The Erlang machine below the script. */
    private ProcessHandle machine() {
        Optional<ProcessHandle> machine = process.descendants()
                .filter(child -> child.info().command().orElse("").contains("beam"))
                .findFirst();
        return machine.orElse(process.toHandle());
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("HOME", folder.resolve("home").toString()),
                        Map.entry("RABBITMQ_NODENAME", "bulla-" + port + "@localhost"),
                        Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                        Map.entry("RABBITMQ_NODE_PORT", "" + port),
                        Map.entry("RABBITMQ_DIST_PORT", "" + distributionPort),
                        Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("db").toString()),
                        Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                        Map.entry(
                                "RABBITMQ_ENABLED_PLUGINS_FILE",
                                folder.resolve("plugins").toString()),
                        Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()),
                        Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                        Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1")));
        Process started = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("rabbitmq.log").toFile()))
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(this::accepts);
        return started;
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

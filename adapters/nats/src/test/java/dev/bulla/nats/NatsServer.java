// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.testkit.Servers;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real server with JetStream on files, that can be ended and started again on the same port with what it had stored. */
final class NatsServer implements AutoCloseable {
    private final Path program = Servers.require("nats-server");
    private final int port = Servers.freePort();
    private final Path folder;
    private Process process;

    private NatsServer(Path folder, List<String> settings) throws IOException {
        this.folder = folder;
        Files.writeString(
                folder.resolve("nats.conf"),
                "listen: \"127.0.0.1:" + port + "\"\njetstream { store_dir: \"" + folder + "/store\" }\n"
                        + String.join("\n", settings) + "\n");
        process = launch();
    }

    static NatsServer start(Path folder, String... settings) throws IOException {
        return new NatsServer(folder, List.of(settings));
    }

    int port() {
        return port;
    }

    NatsAddress address() {
        return address("");
    }

    NatsAddress address(String query) {
        return NatsAddress.parse("nats://127.0.0.1:" + port + query);
    }

    Connection plain() throws Exception {
        return Nats.connect("nats://127.0.0.1:" + port);
    }

    NatsServer stream(String name, String... subjects) throws Exception {
        try (Connection connection = plain()) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name(name)
                            .subjects(subjects)
                            .storageType(StorageType.File)
                            .build());
        }
        return this;
    }

    /** As a power cut of the process would: nothing more is written. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(
                        program.toString(), "-c", folder.resolve("nats.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("nats.log").toFile()))
                .start();
        Awaitility.await().pollInterval(20, TimeUnit.MILLISECONDS).until(this::accepts);
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

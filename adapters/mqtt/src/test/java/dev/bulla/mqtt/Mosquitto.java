// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import dev.bulla.testkit.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real broker that can be ended and started again on the same port with what it had saved. */
final class Mosquitto implements AutoCloseable {
    private final Path program = Servers.require("mosquitto");
    private final int port = Servers.freePort();
    private final Path folder;
    private Process process;

    private Mosquitto(Path folder, List<String> settings) throws IOException {
        this.folder = folder;
        String common = "listener " + port + " 127.0.0.1\nuser " + System.getProperty("user.name")
                + "\npersistence true\npersistence_location " + folder
                + "/\nautosave_interval 1\nmax_queued_messages 0\nmax_queued_bytes 0\n";
        Files.writeString(folder.resolve("mosquitto.conf"), common + String.join("\n", settings) + "\n");
        process = launch();
    }

    static Mosquitto start(Path folder, String... settings) throws IOException {
        return new Mosquitto(folder, settings.length == 0 ? List.of("allow_anonymous true") : List.of(settings));
    }

    int port() {
        return port;
    }

    MqttAddress address() {
        return MqttAddress.parse("mqtt://127.0.0.1:" + port);
    }

    /** As a power cut would: nothing is saved any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As an administrator would: it saves what it has. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
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
                        program.toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mosquitto.log").toFile()))
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

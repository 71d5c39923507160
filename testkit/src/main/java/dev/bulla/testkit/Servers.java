// SPDX-License-Identifier: Apache-2.0
package dev.bulla.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/**
 * Real servers for tests: found on the {@code PATH}, started on a free loopback port, ended with the test.
 *
 * <pre>{@code
 * try (Servers.Server broker = Servers.start("mosquitto", port -> List.of("-p", "" + port))) {
 *     connectTo("127.0.0.1", broker.port());
 * }
 * }</pre>
 *
 * <p>When the program is not installed the test is skipped with one line saying so; with {@code BULLA_REQUIRE_SERVERS=1} in
 * the environment, as in {@code .ci/run}, it fails instead. No state; usable from any thread.
 */
public final class Servers {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    /** A port that was free a moment ago may be taken when the server binds it. */
    private static final int ATTEMPTS = 3;

    private Servers() {}

    /**
     * The program's file, or the end of the test: skipped, or failed where servers are required.
     *
     * @param name the program, such as {@code mosquitto}
     * @return its executable file
     */
    public static Path require(String name) {
        Optional<Path> program = find(name, searchPath());
        if (program.isEmpty()) {
            String message = name + " is not installed";
            if ("1".equals(System.getenv("BULLA_REQUIRE_SERVERS"))) {
                throw new AssertionError(message + ", and BULLA_REQUIRE_SERVERS=1");
            }
            Assumptions.abort(message);
        }
        return program.orElseThrow();
    }

    /**
     * Starts a server and waits until it accepts connections.
     *
     * @param name the program
     * @param arguments its arguments, given the port it shall listen on
     * @return the running server; closing it ends the process
     * @throws IllegalStateException if it does not accept connections in time, with the end of what it printed
     */
    public static Server start(String name, IntFunction<List<String>> arguments) {
        Path program = require(name);
        IllegalStateException last = new IllegalStateException(name + " was not started");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return launch(program, arguments);
            } catch (IllegalStateException failed) {
                last = failed;
            }
        }
        throw last;
    }

    /**
     * A loopback port nobody listens on at this moment.
     *
     * @return the port
     */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A running server process. */
    public static final class Server implements AutoCloseable {
        private final Process process;
        private final int port;
        private final Path output;

        private Server(Process process, int port, Path output) {
            this.process = process;
            this.port = port;
            this.output = output;
        }

        /**
         * Where it listens on the loopback address.
         *
         * @return the port
         */
        public int port() {
            return port;
        }

        /**
         * What it has printed so far, both streams together.
         *
         * @return the text
         */
        public String output() {
            try {
                return Files.exists(output) ? Files.readString(output) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the process and everything it started. */
        @Override
        public void close() {
            List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
            process.destroy();
            try {
                if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                family.forEach(ProcessHandle::destroyForcibly);
                Files.deleteIfExists(output);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Optional<Path> find(String name, List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The PATH, and where Debian keeps daemons, which is not on the PATH of every account. */
    private static List<Path> searchPath() {
        List<Path> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            for (String folder : path.split(File.pathSeparator, -1)) {
                if (!folder.isEmpty()) {
                    folders.add(Path.of(folder));
                }
            }
        }
        folders.add(Path.of("/usr/sbin"));
        folders.add(Path.of("/usr/local/sbin"));
        return folders;
    }

    private static Server launch(Path program, IntFunction<List<String>> arguments) {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments.apply(port));
        Server server;
        try {
            Path output = Files.createTempFile("bulla-server-", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            server = new Server(process, port, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (awaitPort(server)) {
            return server;
        }
        String message = program + " did not accept connections on port " + port + "; it printed: " + server.output();
        server.close();
        throw new IllegalStateException(message);
    }

    private static boolean awaitPort(Server server) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (server.process.isAlive() && System.nanoTime() < deadline) {
            if (accepts(server.port())) {
                return server.process.isAlive();
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}

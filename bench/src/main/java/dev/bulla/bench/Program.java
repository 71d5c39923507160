// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another process, timed from before its start to after its end. */
final class Program {
    private static final String MAIN = "dev.bulla.bench.Main";

    private final List<String> words;

    Program(List<String> words) {
        this.words = List.copyOf(words);
    }

    static Program of(String... words) {
        return new Program(List.of(words));
    }

    /** This program itself, in a fresh JVM. */
    static Program java(List<String> options, String... words) {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.add("--enable-native-access=ALL-UNNAMED");
        all.addAll(options);
        all.add("-cp");
        all.add(System.getProperty("java.class.path"));
        all.add(MAIN);
        all.addAll(List.of(words));
        return new Program(all);
    }

    /** What it was called with. */
    String text() {
        return String.join(" ", words);
    }

    /** Runs it; the seconds it took. */
    double seconds() throws IOException, InterruptedException {
        long before = System.nanoTime();
        int status = started(Redirect.DISCARD).waitFor();
        double seconds = (System.nanoTime() - before) / 1e9;
        if (status != 0) {
            throw new IOException("exit status " + status + ": " + text());
        }
        return seconds;
    }

    /** Whether it ends well. */
    boolean works() throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().put("BULLA_NO_BUILD", "1");
            return builder.redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Runs it; what it says. */
    String output() throws IOException, InterruptedException {
        Process process = started(Redirect.PIPE);
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + text());
            }
            return text;
        }
    }

    private Process started(Redirect output) throws IOException {
        return new ProcessBuilder(words)
                .redirectOutput(output)
                .redirectError(Redirect.INHERIT)
                .start();
    }
}

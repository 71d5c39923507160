// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs the command in this process, in a folder and with a home of its own. */
final class Stage {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private Terminal.Ends ends = Terminal.Ends.pipes();

    Stage(Path folder) {
        this.folder = folder;
        environment.put("BULLA_HOME", folder.resolve("home").toString());
    }

    /** What a command answered. */
    record Answer(int status, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    Path folder() {
        return folder;
    }

    void variable(String name, String value) {
        environment.put(name, value);
    }

    void ends(Terminal.Ends others) {
        ends = others;
    }

    Answer bulla(String... words) {
        return bulla(InputStream.nullInputStream(), words);
    }

    Answer bulla(byte[] in, String... words) {
        return bulla(new ByteArrayInputStream(in), words);
    }

    Answer bulla(InputStream in, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream people = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = Main.run(new Terminal(in, out, people, ends, environment, folder), words);
        return new Answer(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

    /** What it answers when its stdout fails so. */
    Answer writing(String trouble, String... words) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException(trouble);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream people = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status =
                Main.run(new Terminal(InputStream.nullInputStream(), out, people, ends, environment, folder), words);
        return new Answer(status, new byte[0], err.toString(StandardCharsets.UTF_8));
    }

    Answer bulla(InputStream in, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream people = new PrintStream(err, true, StandardCharsets.UTF_8);
        int status = Main.run(new Terminal(in, out, people, ends, environment, folder), words);
        return new Answer(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}

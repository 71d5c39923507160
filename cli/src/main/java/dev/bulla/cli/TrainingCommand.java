// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** Runs the usual commands once in a home that is thrown away, so that the launcher's class archive knows what they load. */
@Command(
        name = "training",
        hidden = true,
        description = "Runs the usual commands once, for the launcher's class archive.")
final class TrainingCommand implements Callable<Integer> {
    private static final List<String> LESSONS = List.of(
            "--version",
            "init",
            "identity create alice",
            "identity create bob --suite classic",
            "identity list",
            "identity show alice --json",
            "identity export alice -o alice.card",
            "inspect alice.card",
            "seal --from alice --to alice --context c --expires 10m --attribute k=v --part note=text:alice text -o letter",
            "open --as alice --context c letter -o copy",
            "open --as alice --context c letter",
            "seal --from alice --to alice text -o letter",
            "inspect letter",
            "open --as alice --json letter",
            "open --as bob letter",
            "open",
            "help");

    private final Call call;

    TrainingCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("bulla-training-");
        try {
            Files.writeString(folder.resolve("text"), "two apples\n");
            for (String lesson : LESSONS) {
                Main.run(terminal(folder), lesson.split(" ", -1));
            }
        } finally {
            remove(folder);
        }
        call.note("trained");
        return 0;
    }

    private static Terminal terminal(Path folder) {
        return new Terminal(
                new ByteArrayInputStream("two apples\n".getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Terminal.Ends.pipes(),
                Map.of("BULLA_HOME", folder.resolve("home").toString()),
                folder);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }
    }
}

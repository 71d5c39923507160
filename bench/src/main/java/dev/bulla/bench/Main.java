// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Called by {@code bench/run}: {@code micro}, {@code files}, {@code memory}, {@code nats}, {@code table}; the other verbs are for the processes it starts. */
final class Main {
    private Main() {}

    /** Runs one step. */
    public static void main(String[] words) throws IOException, InterruptedException, RunnerException {
        List<String> given = List.of(words);
        switch (given.get(0)) {
            case "machine" -> Machine.write(Path.of(given.get(1)), given.get(2), given.contains("--quick"));
            case "micro" -> new Micro(Path.of(given.get(1)), given.contains("--quick"), given.get(2)).run();
            case "files" -> new FileRuns(Path.of(given.get(2)), Path.of(given.get(1)), given.contains("--quick")).run();
            case "memory" -> new MemoryRuns(Path.of(given.get(1)), given.contains("--quick")).run();
            case "nats" -> new NatsRuns(Path.of(given.get(1)), given.contains("--quick")).run();
            case "table" -> new Page(Path.of(given.get(1))).write(Path.of(given.get(2)));
            case "seal" -> new FileCommand(Path.of(given.get(1))).seal(Path.of(given.get(2)), Path.of(given.get(3)));
            case "open" -> new FileCommand(Path.of(given.get(1))).open(Path.of(given.get(2)), Path.of(given.get(3)));
            case "stream" -> MemoryRuns.stream(Path.of(given.get(1)), Long.parseLong(given.get(2)));
            default -> throw new IllegalArgumentException("no step is called " + given.get(0));
        }
    }
}

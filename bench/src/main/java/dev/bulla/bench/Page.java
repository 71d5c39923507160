// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the tables of {@code docs/benchmarks.md} from the results, between two marks. No number in them is typed by hand. */
final class Page {
    private static final String BEGIN = "<!-- written by bench/run: begin -->\n";
    private static final String END = "<!-- written by bench/run: end -->\n";
    private static final double GIB = 1L << 30;

    private final StringBuilder out = new StringBuilder();
    private final Scores scores;
    private final List<Json.Row> files;
    private final List<Json.Row> memory;
    private final Json.Row machine;

    Page(Path results) throws IOException {
        this.scores = Scores.read(results.resolve("micro.json"));
        this.files = Json.rows(results.resolve("files.json"));
        this.memory = Json.rows(results.resolve("memory.json"));
        this.machine =
                Json.rows(results.resolve("machine.json")).stream().findFirst().orElse(new Json.Row(Map.of()));
    }

    void write(Path page) throws IOException {
        head();
        targets();
        peers();
        fileTable();
        memoryTable();
        everything();
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IOException(page + " lacks the marks between which the tables belong");
        }
        Files.writeString(page, text.substring(0, begin) + "\n" + out + text.substring(end));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the formats stand in this file
    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void head() {
        line("| | |");
        line("|---|---|");
        line(
                "| machine | %s, %s cores, %s |",
                machine.text("cpu"), whole(machine.number("cores")), machine.text("system"));
        line("| JDK | %s |", machine.text("jdk"));
        line("| providers | %s; `accp+conscrypt` where nothing else is said |", machine.text("providers"));
        line("| command | `%s` |", machine.text("command"));
        line("| date | %s |", machine.text("date"));
        line("| load before | %.1f |", machine.number("load"));
        if (machine.text("quick").equals("true")) {
            line(
                    "| **a quick run** | one fork, short iterations, medians of samples, other work on the machine: tells orders, not percents |");
        }
        line("");
    }

    private void targets() {
        line("## What we set out to reach");
        line("");
        line("One core unless said. Reached is how many times the target was met: 1.00 and above is good.");
        line("");
        line("| case | target | measured | reached |");
        line("|---|---|---|---|");
        new Targets(scores)
                .rows()
                .forEach(row -> line("| %s | %s | %s | %s |", row.what(), row.target(), row.measured(), row.reached()));
        fileTargets();
        for (Json.Row run : memory) {
            double peak = run.number("live_bytes");
            line(
                    "| a stream of %s through seal and open, heap in use after collections, %s, -Xmx%sm | < 64 MiB | %s | %s |",
                    gib(run.number("bytes")),
                    run.text("collector"),
                    whole(run.number("heap_mib")),
                    run.text("outcome").equals("done")
                            ? String.format(Locale.ROOT, "%.1f MiB", peak / (1 << 20))
                            : "failed",
                    run.text("outcome").equals("done") ? ratio((64L << 20) / peak) : "0.00");
        }
        line("");
    }

    private void fileTargets() {
        for (String operation : new String[] {"seal", "open"}) {
            double age = seconds("age", operation);
            for (String tool : new String[] {"./bulla", "core's streams, portable", "core's streams, accp"}) {
                double own = seconds(tool, operation);
                if (!Double.isNaN(own)) {
                    line(
                            "| 1 GiB file, %s by %s, whole process | age: %.2f s | %.2f s | %s |",
                            operation, tool, age, own, ratio(age / own));
                }
            }
        }
    }

    private double seconds(String tool, String operation) {
        return files.stream()
                .filter(row -> row.text("tool").startsWith(tool) && operation.equals(row.text("operation")))
                .mapToDouble(row -> row.number("median"))
                .findFirst()
                .orElse(Double.NaN);
    }

    private void peers() {
        line("## Beside others");
        line("");
        line("1 KiB, confidential, the sender proven, keys prepared before. Microseconds on one core.");
        line("");
        line("| | recipients | seal | open |");
        line("|---|---|---|---|");
        for (String recipients : new String[] {"1", "2", "10"}) {
            peer(
                    "Bulla `hybrid`, new epoch each",
                    recipients,
                    "FreshEpoch",
                    "suite",
                    "HYBRID",
                    "providers",
                    Providers.ACCP_AND_CONSCRYPT);
            peer("Bulla `classic`, new epoch each", recipients, "FreshEpoch", "suite", "CLASSIC");
            peer("Tink, HPKE X-Wing + Ed25519", recipients, "TinkPeer", "kem", "X_WING");
            peer("Tink, HPKE X25519 + Ed25519", recipients, "TinkPeer", "kem", "X25519");
            peer("Nimbus, JWS in JWE, X25519 + Ed25519", recipients, "NimbusPeer");
        }
        double seal = scores.micros("SameEpoch.seal", "proof", "SIGNATURE", "bytes", "1024");
        double open = scores.micros("SameEpoch.open", "proof", "SIGNATURE", "bytes", "1024");
        if (!Double.isNaN(seal)) {
            line("| Bulla `hybrid`, epoch known, each signed | 1 | %.1f | %.1f |", seal, open);
        }
        line("");
    }

    private void peer(String what, String recipients, String type, String... params) {
        String[] all = java.util.Arrays.copyOf(params, params.length + 2);
        all[params.length] = "recipients";
        all[params.length + 1] = recipients;
        double seal = scores.micros(type + ".seal", all);
        double open = scores.micros(type + ".open", all);
        if (!Double.isNaN(seal)) {
            line("| %s | %s | %.1f | %.1f |", what, recipients, seal, open);
        }
    }

    private void fileTable() {
        if (files.isEmpty()) {
            return;
        }
        line("## Files of 1 GiB");
        line("");
        line(
                "Whole processes, start-up included, warm cache, in `%s`; the median of %d runs.",
                files.get(0).text("folder"), files.get(0).size("seconds"));
        line("");
        line("| | operation | seconds | GB/s |");
        line("|---|---|---|---|");
        for (Json.Row row : files) {
            double median = row.number("median");
            line(
                    "| %s | %s | %.2f | %.2f |",
                    row.text("tool"), row.text("operation"), median, row.number("bytes") / median / 1e9);
        }
        line("");
    }

    private void memoryTable() {
        if (memory.isEmpty()) {
            return;
        }
        line("## Memory of a long stream");
        line("");
        line("| collector | heap | stream | peaks of the pools with garbage, added | left by collections | seconds |");
        line("|---|---|---|---|---|---|");
        for (Json.Row run : memory) {
            line(
                    "| %s | -Xmx%sm | %s | %.1f MiB | %.1f MiB | %.1f |",
                    run.text("collector"),
                    whole(run.number("heap_mib")),
                    gib(run.number("bytes")),
                    run.number("peak_bytes") / (1 << 20),
                    run.number("live_bytes") / (1 << 20),
                    run.number("seconds"));
        }
        line("");
    }

    private void everything() {
        line("## Every benchmark");
        line("");
        line("| benchmark | with | µs | ± | bytes allocated |");
        line("|---|---|---|---|---|");
        for (Scores.Score score : scores.all()) {
            String params = score.params().entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            String error = Double.isNaN(score.error()) ? "" : String.format(Locale.ROOT, "%.2f", score.error());
            line("| %s | %s | %.2f | %s | %.0f |", score.name(), params, score.micros(), error, score.allocated());
        }
        line("");
    }

    static String ratio(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 1 ? "**%.2f**" : "%.2f", value);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }

    private static String gib(double bytes) {
        return String.format(Locale.ROOT, "%.0f GiB", bytes / GIB);
    }
}

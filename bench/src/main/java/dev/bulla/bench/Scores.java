// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The results of JMH, in microseconds for one operation: averages, or the medians of a run that took samples. */
final class Scores {
    private final List<Score> all;

    private Scores(List<Score> all) {
        this.all = all;
    }

    /**
     * One result.
     *
     * @param name class and method
     * @param micros for one operation
     * @param error half of the 99.9 percent confidence interval; not a number when there were too few iterations
     * @param allocated bytes for one operation
     */
    record Score(String name, Map<String, String> params, double micros, double error, double allocated) {}

    static Scores read(Path file) throws IOException {
        List<Score> all = new ArrayList<>();
        for (Json.Row row : Json.rows(file)) {
            String full = row.text("benchmark");
            String name = full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1);
            Map<String, String> params = new LinkedHashMap<>();
            row.row("params")
                    .values()
                    .forEach((key, value) -> params.put(Objects.toString(key), Objects.toString(value)));
            Json.Row primary = row.row("primaryMetric");
            boolean sampled = row.text("mode").equals("sample");
            all.add(new Score(
                    name,
                    params,
                    sampled ? primary.row("scorePercentiles").number("50.0") : primary.number("score"),
                    sampled ? Double.NaN : primary.number("scoreError"),
                    row.row("secondaryMetrics").row("gc.alloc.rate.norm").number("score")));
        }
        return new Scores(all);
    }

    List<Score> all() {
        return all;
    }

    /** Microseconds; not a number when this was not measured. {@code params} are names and values in turn. */
    double micros(String name, String... params) {
        return all.stream()
                .filter(score -> score.name().equals(name) && matches(score, params))
                .mapToDouble(Score::micros)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static boolean matches(Score score, String... params) {
        for (int i = 0; i < params.length; i += 2) {
            if (!params[i + 1].equals(score.params().get(params[i]))) {
                return false;
            }
        }
        return true;
    }
}

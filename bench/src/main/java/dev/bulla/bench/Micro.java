// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks and writes {@code micro.json}. A quick run takes samples, whose median stands even on a machine that others use too; a full
 * run takes averages.
 */
final class Micro {
    private final Path results;
    private final boolean quick;
    private final String only;

    /** {@code only} names classes, or methods as {@code SameEpoch.open}, with commas between; empty means all. */
    Micro(Path results, boolean quick, String only) {
        this.results = results;
        this.quick = quick;
        this.only = only;
    }

    /** One failure spoils neither what was measured before nor what comes after; it is thrown at the end. */
    void run() throws RunnerException, IOException {
        List<RunResult> all = new ArrayList<>();
        List<RunnerException> failures = new ArrayList<>();
        Files.createDirectories(results);
        // Thousands of samples that nobody reads; the averages of a full run are few and worth keeping.
        System.setProperty("jmh.json.rawData", Boolean.toString(!quick));
        String file = results.resolve("micro.json").toString();
        for (ChainedOptionsBuilder options : passes()) {
            try {
                all.addAll(new Runner(options.build()).run());
            } catch (RunnerException failed) {
                failures.add(failed);
            }
            ResultFormatFactory.getInstance(ResultFormatType.JSON, file).writeOut(all);
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** Everything with the best providers; what the brief has numbers for without ACCP once more with Conscrypt alone. */
    private List<ChainedOptionsBuilder> passes() {
        List<ChainedOptionsBuilder> passes = new ArrayList<>();
        for (Class<?> type : List.of(
                FreshEpoch.class,
                SameEpoch.class,
                LargePart.class,
                ManyRecipients.class,
                RawPrimitives.class,
                RawSegments.class,
                Boxes.class,
                TinkPeer.class,
                NimbusPeer.class)) {
            pass(passes, type.getSimpleName());
        }
        pass(passes, "SameEpoch")
                .param("proof", "SIGNATURE")
                .param("providers", Providers.CONSCRYPT)
                .param("epoch", "inline");
        pass(passes, "FreshEpoch")
                .param("suite", "HYBRID")
                .param("recipients", "1")
                .param("providers", Providers.CONSCRYPT);
        pass(passes, "RawPrimitives").param("providers", Providers.CONSCRYPT);
        pass(passes, "SameEpoch")
                .param("proof", "SIGNATURE")
                .param("epoch", "inline")
                .param("bytes", "1024");
        passes.removeIf(pass -> pass.build().getIncludes().isEmpty());
        return passes;
    }

    private ChainedOptionsBuilder pass(List<ChainedOptionsBuilder> passes, String name) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(quick ? 1 : 2)
                .warmupIterations(quick ? 2 : 3)
                .warmupTime(TimeValue.milliseconds(quick ? 700 : 1000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 500 : 1000))
                .jvmArgs("--enable-native-access=ALL-UNNAMED", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch")
                .mode(quick ? Mode.SampleTime : Mode.AverageTime)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        for (String wanted : only.split(",", -1)) {
            if (wanted.isEmpty() || wanted.equals(name) || wanted.startsWith(name + ".")) {
                options.include("\\." + (wanted.isEmpty() ? name : wanted) + "(\\.|$)");
            }
        }
        passes.add(options);
        return options;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import dev.bulla.core.Proof;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Sealer;
import dev.bulla.core.Suite;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One part of 64 MiB from memory to memory, on the calling thread alone or on two threads of an executor. Opening opens one envelope again and
 * again, and releases it each time so that it is not a replay.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
public class LargePart {
    static final int BYTES = 64 << 20;

    /** Who writes to whom. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init")
    public static class Sending {
        /** The set of providers. */
        @Param(Providers.ACCP_AND_CONSCRYPT)
        public String providers;

        /** The proof. */
        @Param({"SIGNATURE", "PAIRWISE"})
        public Proof proof;

        /** How many threads work on the segments. */
        @Param({"1", "2"})
        public int workers;

        Cast cast;
        private Sealer sealer;
        private ExecutorService pool;
        private Bytes payload;

        /** Makes the people. */
        @Setup
        public void meet() {
            Providers.choose(providers);
            pool = Executors.newFixedThreadPool(workers);
            Executor executor = workers == 1 ? Runnable::run : pool;
            cast = Cast.of(Suite.HYBRID, 1, executor);
            sealer = cast.sealer();
            payload = Payload.of(BYTES);
        }

        /** Ends the threads. */
        @TearDown
        public void end() {
            pool.shutdownNow();
        }

        SealedMessage seal() {
            Draft draft =
                    Draft.to(cast.readers()).context("orders").proof(proof).part("body", payload);
            return sealer.seal(draft).orThrow();
        }
    }

    /** The same, with a message to open. */
    @SuppressWarnings("NullAway.Init")
    public static class Reading extends Sending {
        private Bytes envelope;
        private Opener opener;

        /** Seals what is opened. */
        @Override
        @Setup
        public void meet() {
            super.meet();
            envelope = seal().envelope();
            opener = cast.opener("reader-0");
        }

        Bytes open() {
            Opened opened = opener.open(envelope, Expectation.of("orders")).orThrow();
            Bytes body = opened.bytes("body");
            opened.release();
            return body;
        }
    }

    /** Seals. */
    @Benchmark
    public SealedMessage seal(Sending at) {
        return at.seal();
    }

    /** Opens. */
    @Benchmark
    public Bytes open(Reading at) {
        return at.open();
    }
}

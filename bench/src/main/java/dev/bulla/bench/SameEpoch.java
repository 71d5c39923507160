// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Proof;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Sealer;
import dev.bulla.core.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Small messages to one recipient in an epoch that both sides know, in each proof, {@value #MANY} at a time: a batch is so large, the other
 * proofs are repeated so often. A draft is made for each message; opening checks replay and marks the message as done ({@link Lap}).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SameEpoch {
    static final int MANY = 64;
    private static final int LAP = 128 * MANY;

    /** Who writes to whom. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init")
    public static class Sending {
        /** The set of providers. */
        @Param(Providers.ACCP_AND_CONSCRYPT)
        public String providers;

        /** The proof. */
        @Param({"PAIRWISE", "BATCH", "SIGNATURE"})
        public Proof proof;

        /** Whether messages carry their epoch or name it. */
        @Param({"inline", "reference"})
        public String epoch;

        /** The size of the part. */
        @Param("256")
        public int bytes;

        Cast cast;
        private Sealer sealer;
        private Bytes payload;

        /** Makes the people. */
        @Setup
        public void meet() {
            Providers.choose(providers);
            cast = Cast.of(Suite.HYBRID, 1);
            sealer = cast.sealer();
            payload = Payload.of(bytes);
        }

        private Draft draft() {
            Draft draft =
                    Draft.to(cast.readers()).context("orders").proof(proof).part("body", payload);
            return epoch.equals("reference") ? draft.byReference() : draft;
        }

        List<SealedMessage> sealMany() {
            List<SealedMessage> sealed = new ArrayList<>(MANY);
            if (proof == Proof.BATCH) {
                List<Draft> drafts = new ArrayList<>(MANY);
                for (int i = 0; i < MANY; i++) {
                    drafts.add(draft());
                }
                sealer.sealBatch(drafts).forEach(outcome -> sealed.add(outcome.orThrow()));
                return sealed;
            }
            for (int i = 0; i < MANY; i++) {
                sealed.add(sealer.seal(draft()).orThrow());
            }
            return sealed;
        }
    }

    /** The same, with messages to open. */
    @SuppressWarnings("NullAway.Init")
    public static class Reading extends Sending {
        private Lap lap;

        /** Seals what is opened. */
        @Override
        @Setup
        public void meet() {
            super.meet();
            List<Bytes> envelopes = new ArrayList<>();
            Expectation expectation = Expectation.of("orders");
            while (envelopes.size() < LAP) {
                for (SealedMessage message : sealMany()) {
                    envelopes.add(message.envelope());
                    expectation =
                            message.epochObject().map(expectation::withEpoch).orElse(expectation);
                }
            }
            lap = new Lap(envelopes, expectation, () -> cast.opener("reader-0"));
        }
    }

    /** Seals. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public List<SealedMessage> seal(Sending at) {
        return at.sealMany();
    }

    /** Opens. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void open(Reading at, Blackhole hole) {
        for (int i = 0; i < MANY; i++) {
            hole.consume(at.lap.next());
        }
    }
}

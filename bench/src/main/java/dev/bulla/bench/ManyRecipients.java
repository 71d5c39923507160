// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import dev.bulla.core.Outcome;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * 256 B to 1,000 recipients on one thread, the epoch named and fetched before. Sealing makes the epoch new each time; opening cold meets the
 * epoch for the first time, opening cached knows it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ManyRecipients {
    private static final int RECIPIENTS = 1000;

    /** Who writes to whom. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init")
    public static class Sending {
        /** The set of providers. */
        @Param(Providers.ACCP_AND_CONSCRYPT)
        public String providers;

        Cast cast;
        Sealer sealer;
        private final Bytes payload = Payload.of(256);

        /** Makes the people. */
        @Setup
        public void meet() {
            Providers.choose(providers);
            cast = Cast.of(Suite.HYBRID, RECIPIENTS);
            sealer = cast.sealer();
            sealer.seal(draft(Proof.SIGNATURE)).orThrow();
        }

        Draft draft(Proof proof) {
            return Draft.to(cast.readers()).proof(proof).part("body", payload).byReference();
        }
    }

    /** The same, with a message to open. */
    @SuppressWarnings("NullAway.Init")
    public static class Reading extends Sending {
        private Bytes envelope;
        private Expectation expectation;
        private Opener opener;
        private Lap batch;

        /** Seals what is opened. */
        @Override
        @Setup
        public void meet() {
            super.meet();
            SealedMessage message = sealer.seal(draft(Proof.SIGNATURE)).orThrow();
            envelope = message.envelope();
            expectation = Expectation.none().withEpoch(message.epochObject().orElseThrow());
            opener = cast.opener("reader-0");
            List<Bytes> envelopes = new ArrayList<>();
            Expectation known = Expectation.none();
            for (int i = 0; i < 128; i++) {
                List<Draft> drafts = new ArrayList<>();
                for (int j = 0; j < SameEpoch.MANY; j++) {
                    drafts.add(draft(Proof.BATCH));
                }
                for (Outcome<SealedMessage> sealed : sealer.sealBatch(drafts)) {
                    envelopes.add(sealed.orThrow().envelope());
                    known = known.withEpoch(sealed.orThrow().epochObject().orElseThrow());
                }
            }
            batch = new Lap(envelopes, known, () -> cast.opener("reader-0"));
        }

        Bytes open() {
            Opened opened = opener.open(envelope, expectation).orThrow();
            Bytes body = opened.bytes("body");
            opened.release();
            return body;
        }
    }

    /** Seals into a new epoch. */
    @Benchmark
    public SealedMessage seal(Sending at) {
        at.sealer.forget();
        return at.sealer.seal(at.draft(Proof.SIGNATURE)).orThrow();
    }

    /** Seals into an epoch that is there. */
    @Benchmark
    public SealedMessage sealCached(Sending at) {
        return at.sealer.seal(at.draft(Proof.SIGNATURE)).orThrow();
    }

    /** Opens in an epoch met for the first time. */
    @Benchmark
    public Bytes openCold(Reading at) {
        at.opener.forget();
        return at.open();
    }

    /** Opens in a known epoch; verifies the signature of this message. */
    @Benchmark
    public Bytes openCached(Reading at) {
        return at.open();
    }

    /** Opens in a known epoch; one signature in 64 is verified, and one opening in 8,192 is cold. */
    @Benchmark
    public Bytes openCachedBatch(Reading at) {
        return at.batch.next();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
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
 * 1 KiB, signed, the epoch new in each message: the public-key work every time, as in a first letter. Sealing forgets its epochs before each
 * message; opening meets each of its messages for the first time ({@link Lap}).
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FreshEpoch {
    private static final int LAP = 512;

    /** Who writes to whom. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init")
    public static class Sending {
        /** The set of providers. */
        @Param(Providers.ACCP_AND_CONSCRYPT)
        public String providers;

        /** The suite. */
        @Param({"HYBRID", "CLASSIC"})
        public Suite suite;

        /** How many recipients. */
        @Param({"1", "2", "10"})
        public int recipients;

        Cast cast;
        Sealer sealer;
        private final Bytes payload = Payload.of(1024);

        /** Makes the people. */
        @Setup
        public void meet() {
            Providers.choose(providers);
            cast = Cast.of(suite, recipients);
            sealer = cast.sealer();
        }

        SealedMessage seal() {
            sealer.forget();
            return sealer.seal(Draft.to(cast.readers()).context("orders").part("body", payload))
                    .orThrow();
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
            for (int i = 0; i < LAP; i++) {
                envelopes.add(seal().envelope());
            }
            lap = new Lap(envelopes, Expectation.of("orders"), () -> cast.opener("reader-0"));
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
        return at.lap.next();
    }
}

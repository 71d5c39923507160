// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens envelopes as one identity ({@code spec/envelope.md} §8).
 *
 * <p>Epochs that were opened and proven are kept, so that later messages cost no public-key work but the proof. After a restore from a snapshot
 * nothing needs to be done. Safe for use by many threads. Every refusal is a value; throws {@link UnavailableException} when keys or a
 * mandatory journal cannot be reached.
 */
public final class Opener implements AutoCloseable {
    /** The memory for epochs that are kept, 16 MiB for each of two ways to find them. */
    private static final int EPOCH_BYTES = 1 << 24;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Reader reader;

    private Opener(Reader reader) {
        this.reader = reader;
    }

    /**
     * What a receiver accepts.
     *
     * @param suites the suites it accepts
     * @param maximumLife how long a message may live
     * @param mostMemoryBytes the most plaintext of one message that is held in memory
     */
    public record Settings(Set<Suite> suites, Duration maximumLife, int mostMemoryBytes) {
        /** Every suite, 24 hours, 64 MiB. */
        public static Settings usual() {
            return new Settings(Set.of(Suite.values()), Limits.LONGEST_LIFE, Limits.MEMORY_BYTES);
        }
    }

    /** All that an opener works with. */
    record Reader(
            Identity identity,
            Directory directory,
            Policy policy,
            Journal journal,
            ReplayTable replay,
            Settings settings,
            Ground ground,
            Primitives primitives,
            EpochOpener epochs,
            ProofChecker proofs,
            Recent<Bytes, KnownEpoch> byId,
            Recent<Bytes, KnownEpoch> bySalt) {}

    /** An opener for an identity. */
    public static Opener of(
            Identity identity,
            Directory directory,
            Policy policy,
            Journal journal,
            ReplayTable replay,
            Settings settings,
            Ground ground) {
        return of(identity, directory, policy, journal, replay, settings, ground, Primitives.best());
    }

    static Opener of(
            Identity identity,
            Directory directory,
            Policy policy,
            Journal journal,
            ReplayTable replay,
            Settings settings,
            Ground ground,
            Primitives primitives) {
        return new Opener(new Reader(
                identity,
                directory,
                policy,
                journal,
                replay,
                settings,
                ground,
                primitives,
                new EpochOpener(primitives, identity),
                new ProofChecker(primitives),
                new Recent<>(EPOCH_BYTES, KnownEpoch::weight),
                new Recent<>(EPOCH_BYTES, KnownEpoch::weight)));
    }

    /** Opens an envelope in memory. */
    public Opening open(Bytes envelope, Expectation expectation) {
        return answer(expectation, new Sources.InMemory(envelope.raw()));
    }

    /**
     * Opens an envelope of any length, with constant memory: reads it once for the proof, and parts again when they are asked for. A second
     * reading that meets other bytes than the first fails.
     *
     * @param source can be opened many times and always gives the same bytes: a file, not a pipe
     * @throws IOException when the source fails
     */
    public Opening open(Content.Source source, Expectation expectation) throws IOException {
        byte[] pinKey = new byte[GcmKey.BYTES];
        reader.ground().randomness().fill(pinKey);
        try (InputStream first = source.open()) {
            return answer(expectation, new Sources.Streamed(source, first, new GcmKey(pinKey)));
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    private Opening answer(Expectation expectation, Sources source) {
        OpeningRun run = new OpeningRun(reader, expectation, source);
        try {
            Optional<Opened> opened = run.open();
            return opened.isPresent() ? opened.get() : new Opening.NotForMe();
        } catch (Refusal refused) {
            return refused(run, refused.problem());
        } catch (UnavailableException down) {
            return new Opening.Unavailable(down.problem(), down.retryAfter());
        }
    }

    private Opening refused(OpeningRun run, Problem problem) {
        try {
            note(run, problem);
        } catch (UnavailableException down) {
            return new Opening.Unavailable(down.problem(), down.retryAfter());
        }
        return problem.mayPass() ? new Opening.Unavailable(problem, RETRY) : new Opening.Refused(problem);
    }

    /** Refusals are noted once the proof held: a flood of junk fills no journal. */
    private void note(OpeningRun run, Problem problem) {
        if (!run.proven()) {
            return;
        }
        Identifier own = reader.identity().identifier();
        Instant now = reader.ground().clock().instant();
        reader.journal()
                .append(new Journal.Entry(
                        Journal.Event.REFUSED, now, own, own, Bytes.owned(run.digestSoFar()), problem.name()));
    }

    /** Whether policy says yes. An exception is a no. */
    static boolean allows(Policy policy, Policy.Question question) {
        try {
            return policy.decide(question).allowed();
        } catch (RuntimeException broken) {
            return false;
        }
    }

    /** Finds an epoch whose very bytes stand next in the reader. */
    static @Nullable KnownEpoch recognise(Recent<Bytes, KnownEpoch> bySalt, CborReader in) {
        int saltAt = 5;
        if (!in.fill(saltAt + EpochCore.SALT_BYTES)) {
            return null;
        }
        KnownEpoch known = bySalt.find(Bytes.of(in.buffer(), in.position() + saltAt, EpochCore.SALT_BYTES));
        if (known == null || !in.fill(known.core().length)) {
            return null;
        }
        int end = in.position() + known.core().length;
        if (!Arrays.equals(in.buffer(), in.position(), end, known.core(), 0, known.core().length)) {
            return null;
        }
        in.pass(known.core().length);
        return known;
    }

    /** Drops all epochs that were opened. */
    public void forget() {
        reader.byId().clear();
        reader.bySalt().clear();
    }

    @Override
    public void close() {
        forget();
    }
}

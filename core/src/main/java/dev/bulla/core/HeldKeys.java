// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Private keys in this process's memory. Closing it closes the daily keys it was made of; prepared keys go with the garbage.
 *
 * <p>Safe for use by many threads.
 */
public final class HeldKeys implements PrivateKeys, AutoCloseable {
    private final Map<Integer, DailyKeys> seeds;
    private final Primitives primitives;
    private final Map<Integer, Map<SignatureScheme, SigningKey>> signers = new HashMap<>();
    private final Map<Integer, Map<Kem, KemPrivate>> readers = new HashMap<>();
    private boolean closed;

    private HeldKeys(Map<Integer, DailyKeys> seeds, Primitives primitives) {
        this.seeds = Map.copyOf(seeds);
        this.primitives = primitives;
    }

    /** The keys of statements by their number. They now belong to the result. */
    public static HeldKeys of(Map<Integer, DailyKeys> byStatement) {
        return new HeldKeys(byStatement, Primitives.best());
    }

    static HeldKeys of(Map<Integer, DailyKeys> byStatement, Primitives primitives) {
        return new HeldKeys(byStatement, primitives);
    }

    @Override
    public Bytes sign(int statement, SignatureScheme scheme, Label label, Bytes body) {
        return Bytes.owned(signer(statement, scheme).sign(label.frame(body.raw())));
    }

    @Override
    public Optional<Secret> decapsulate(int statement, Kem kem, Bytes enc) {
        return reader(statement, kem)
                .flatMap(key -> Optional.ofNullable(key.decapsulate(enc.raw())))
                .map(Secret::owned);
    }

    @Override
    public Optional<Secret> open(int statement, Kem kem, Bytes enc, Bytes info, Bytes sealed) {
        return reader(statement, kem)
                .flatMap(key -> Optional.ofNullable(key.open(enc.raw(), info.raw(), sealed.raw())))
                .map(Secret::owned);
    }

    @Override
    public boolean holds(int statement, Kem kem) {
        DailyKeys daily = seeds.get(statement);
        return daily != null && daily.kems().contains(kem);
    }

    private synchronized SigningKey signer(int statement, SignatureScheme scheme) {
        usable();
        DailyKeys daily = seeds.get(statement);
        if (daily == null || !daily.schemes().contains(scheme)) {
            throw new IllegalArgumentException("the keys of statement " + statement + " are not held here");
        }
        return signers.computeIfAbsent(statement, s -> new EnumMap<>(SignatureScheme.class))
                .computeIfAbsent(
                        scheme, s -> primitives.signingKey(s, daily.signing(s).expose()));
    }

    private synchronized Optional<KemPrivate> reader(int statement, Kem kem) {
        usable();
        DailyKeys daily = seeds.get(statement);
        if (daily == null || !daily.kems().contains(kem)) {
            return Optional.empty();
        }
        return Optional.of(readers.computeIfAbsent(statement, s -> new EnumMap<>(Kem.class))
                .computeIfAbsent(kem, k -> primitives.kemPrivate(k, daily.kem(k).expose())));
    }

    private void usable() {
        if (closed) {
            throw new UnavailableException(
                    Problem.KEYS_UNAVAILABLE, Duration.ofSeconds(1), new IllegalStateException("closed"));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        signers.clear();
        readers.clear();
        seeds.values().forEach(DailyKeys::close);
    }
}

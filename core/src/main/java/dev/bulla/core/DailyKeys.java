// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The private keys one statement lists: those used every day. Each is a 32-byte seed. Closing it wipes them.
 *
 * <p>Safe for use by many threads.
 */
public final class DailyKeys implements AutoCloseable {
    /** The size of every private key. */
    public static final int SEED_BYTES = 32;

    private final Map<SignatureScheme, Secret> signing;
    private final Map<Kem, Secret> kem;

    private DailyKeys(Map<SignatureScheme, Secret> signing, Map<Kem, Secret> kem) {
        this.signing = signing;
        this.kem = kem;
    }

    /** Fresh keys for these suites. */
    public static DailyKeys generate(Set<Suite> opens, Set<Suite> signs, Randomness randomness) {
        Map<SignatureScheme, Secret> signing = new EnumMap<>(SignatureScheme.class);
        Map<Kem, Secret> kem = new EnumMap<>(Kem.class);
        for (Suite suite : signs) {
            suite.schemes()
                    .forEach(scheme ->
                            signing.computeIfAbsent(scheme, s -> scalar(s == SignatureScheme.ES256, randomness)));
        }
        for (Suite suite : opens) {
            kem.computeIfAbsent(suite.kem(), k -> scalar(k == Kem.P256, randomness));
        }
        return new DailyKeys(signing, kem);
    }

    /** The keys somebody kept. The secrets now belong to the result. */
    public static DailyKeys of(Map<SignatureScheme, Secret> signing, Map<Kem, Secret> kem) {
        signing.values().forEach(DailyKeys::checkSize);
        kem.values().forEach(DailyKeys::checkSize);
        Map<SignatureScheme, Secret> ownSigning = new EnumMap<>(SignatureScheme.class);
        ownSigning.putAll(signing);
        Map<Kem, Secret> ownKem = new EnumMap<>(Kem.class);
        ownKem.putAll(kem);
        return new DailyKeys(ownSigning, ownKem);
    }

    private static void checkSize(Secret seed) {
        if (seed.size() != SEED_BYTES) {
            throw new IllegalArgumentException("a private key is " + SEED_BYTES + " bytes, not " + seed.size());
        }
    }

    /** Random bytes; for P-256 a number in [1, n). Nearly every draw is one. */
    static Secret scalar(boolean p256, Randomness randomness) {
        while (true) {
            byte[] seed = new byte[SEED_BYTES];
            randomness.fill(seed);
            if (!p256 || KeyRules.acceptableSeed(Kem.P256, seed)) {
                return Secret.owned(seed);
            }
        }
    }

    /** Which signing keys there are. */
    public Set<SignatureScheme> schemes() {
        return Set.copyOf(signing.keySet());
    }

    /** Which KEM keys there are. */
    public Set<Kem> kems() {
        return Set.copyOf(kem.keySet());
    }

    /** The seed of a signing key. */
    public Secret signing(SignatureScheme scheme) {
        return held(signing.get(scheme));
    }

    /** The seed of a KEM key. */
    public Secret kem(Kem of) {
        return held(kem.get(of));
    }

    private static Secret held(@org.jspecify.annotations.Nullable Secret secret) {
        if (secret == null) {
            throw new IllegalArgumentException("no such key is held here");
        }
        return secret;
    }

    Map<SignatureScheme, SigningKey> signers(Primitives primitives) {
        Map<SignatureScheme, SigningKey> keys = new LinkedHashMap<>();
        for (SignatureScheme scheme : SignatureScheme.inWireOrder()) {
            if (signing.containsKey(scheme)) {
                keys.put(scheme, primitives.signingKey(scheme, signing(scheme).expose()));
            }
        }
        return keys;
    }

    Map<Kem, KemPrivate> readers(Primitives primitives) {
        Map<Kem, KemPrivate> keys = new EnumMap<>(Kem.class);
        kem.forEach((of, seed) -> keys.put(of, primitives.kemPrivate(of, seed.expose())));
        return keys;
    }

    @Override
    public void close() {
        signing.values().forEach(Secret::close);
        kem.values().forEach(Secret::close);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The key that signs the next statement of an identity, and nothing else ({@code spec/identity.md} §3). Keep it apart from the daily keys:
 * whoever has it owns the identity. One 32-byte seed for each signature scheme of its suite. Closing it wipes them.
 *
 * <p>Safe for use by many threads.
 */
public final class ControlKey implements AutoCloseable {
    private static final byte[] NEXT_LABEL = Framing.label("bulla/1 control key");

    private final Suite suite;
    private final Secret seeds;
    private final byte[] publicKey;

    private ControlKey(Suite suite, Secret seeds) {
        this.suite = suite;
        this.seeds = seeds;
        List<byte[]> keys = new ArrayList<>();
        signers().forEach(signer -> keys.add(signer.publicKey()));
        this.publicKey = Framing.join(keys.toArray(new byte[0][]));
    }

    /** A fresh key. */
    public static ControlKey generate(Suite suite, Randomness randomness) {
        byte[] seeds = new byte[suite.schemes().size() * DailyKeys.SEED_BYTES];
        int at = 0;
        for (SignatureScheme scheme : suite.schemes()) {
            byte[] seed = DailyKeys.scalar(scheme == SignatureScheme.ES256, randomness)
                    .expose();
            System.arraycopy(seed, 0, seeds, at, seed.length);
            at += seed.length;
        }
        return new ControlKey(suite, Secret.owned(seeds));
    }

    /**
     * The key somebody kept. The secret now belongs to the result.
     *
     * @throws IllegalArgumentException when its size is not that of the suite
     */
    public static ControlKey of(Suite suite, Secret seeds) {
        if (seeds.size() != suite.schemes().size() * DailyKeys.SEED_BYTES) {
            throw new IllegalArgumentException("a control key of suite " + suite.label() + " has another size");
        }
        return new ControlKey(suite, seeds);
    }

    /** Its suite, which is that of every control key of the identity. */
    public Suite suite() {
        return suite;
    }

    /** What to keep: one 32-byte seed for each scheme of the suite. */
    public Secret seeds() {
        return seeds;
    }

    /** What the statement before says about this key: {@code next}. */
    public Bytes commitment() {
        return commitment(suite, publicKey);
    }

    static Bytes commitment(Suite suite, byte[] publicKey) {
        return Bytes.owned(Primitives.best().sha256(NEXT_LABEL, new byte[] {suite.id()}, publicKey));
    }

    byte[] publicKey() {
        return publicKey;
    }

    byte[] sign(byte[] framed) {
        List<byte[]> signatures = new ArrayList<>();
        signers().forEach(signer -> signatures.add(signer.sign(framed)));
        return Framing.join(signatures.toArray(new byte[0][]));
    }

    private List<SigningKey> signers() {
        byte[] all = seeds.expose();
        List<SigningKey> signers = new ArrayList<>();
        int at = 0;
        for (SignatureScheme scheme : suite.schemes()) {
            signers.add(Primitives.best().signingKey(scheme, Arrays.copyOfRange(all, at, at += DailyKeys.SEED_BYTES)));
        }
        Arrays.fill(all, (byte) 0);
        return signers;
    }

    @Override
    public void close() {
        seeds.close();
    }
}

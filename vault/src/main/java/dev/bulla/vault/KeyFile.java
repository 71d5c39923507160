// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.DailyKeys;
import dev.bulla.core.Identifier;
import dev.bulla.core.Kem;
import dev.bulla.core.Secret;
import dev.bulla.core.SignatureScheme;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The daily private keys of one statement as a file holds them ({@code spec/home.md} §4, {@code keys-N}). Closing it wipes them.
 *
 * @param identifier whose they are
 * @param statement the number of the statement that lists them
 * @param signing none once the statement has a successor
 * @param kem the keys to read with
 */
record KeyFile(Identifier identifier, int statement, Map<SignatureScheme, Secret> signing, Map<Kem, Secret> kem)
        implements AutoCloseable {
    private static final int SIGNING = 1;
    private static final int KEM = 2;
    private static final int HEAD_BYTES = Identifier.BYTES + 2;
    private static final int ENTRY_BYTES = 3 + DailyKeys.SEED_BYTES;

    static KeyFile of(Identifier identifier, int statement, DailyKeys keys) {
        Map<SignatureScheme, Secret> signing = new EnumMap<>(SignatureScheme.class);
        Map<Kem, Secret> kem = new EnumMap<>(Kem.class);
        keys.schemes().forEach(scheme -> signing.put(scheme, copy(keys.signing(scheme))));
        keys.kems().forEach(of -> kem.put(of, copy(keys.kem(of))));
        return new KeyFile(identifier, statement, signing, kem);
    }

    private static Secret copy(Secret secret) {
        byte[] bytes = secret.expose();
        Secret copy = Secret.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        return copy;
    }

    /** Decodes a plaintext; {@code HOME_DAMAGED} for anything but the one encoding. */
    static KeyFile decode(String place, byte[] plaintext) {
        if (plaintext.length < HEAD_BYTES || plaintext.length != HEAD_BYTES + plaintext[HEAD_BYTES - 1] * ENTRY_BYTES) {
            throw Safe.damaged(place);
        }
        ByteBuffer in = ByteBuffer.wrap(plaintext);
        Identifier identifier = new Identifier(Bytes.of(plaintext, 0, Identifier.BYTES));
        int statement = in.position(Identifier.BYTES).get();
        KeyFile file =
                new KeyFile(identifier, statement, new EnumMap<>(SignatureScheme.class), new EnumMap<>(Kem.class));
        int last = -1;
        for (int i = in.get(); i > 0; i--) {
            int sort = in.get();
            int algorithm = in.getShort() & 0xffff;
            byte[] seed = new byte[DailyKeys.SEED_BYTES];
            in.get(seed);
            if (((sort << 16) | algorithm) <= last || !file.take(sort, algorithm, seed)) {
                throw Safe.damaged(place);
            }
            last = (sort << 16) | algorithm;
        }
        return file;
    }

    private boolean take(int sort, int algorithm, byte[] seed) {
        Secret secret = Secret.of(seed);
        Arrays.fill(seed, (byte) 0);
        for (SignatureScheme scheme : SignatureScheme.values()) {
            if (sort == SIGNING && (scheme.coseId() & 0xffff) == algorithm) {
                signing.put(scheme, secret);
                return true;
            }
        }
        for (Kem of : Kem.values()) {
            if (sort == KEM && of.id() == algorithm) {
                kem.put(of, secret);
                return true;
            }
        }
        return false;
    }

    /** The plaintext of the file. */
    byte[] encode() {
        Map<Integer, Secret> entries = new TreeMap<>();
        signing.forEach((scheme, seed) -> entries.put((SIGNING << 16) | (scheme.coseId() & 0xffff), seed));
        kem.forEach((of, seed) -> entries.put((KEM << 16) | of.id(), seed));
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + entries.size() * ENTRY_BYTES);
        out.put(identifier.value().toArray()).put((byte) statement).put((byte) entries.size());
        entries.forEach((order, seed) -> {
            byte[] bytes = seed.expose();
            out.put((byte) (order >> 16)).putShort(order.shortValue()).put(bytes);
            Arrays.fill(bytes, (byte) 0);
        });
        return out.array();
    }

    /** The same without the keys that sign. Shares the rest. */
    KeyFile withoutSigning() {
        return new KeyFile(identifier, statement, new EnumMap<>(SignatureScheme.class), kem);
    }

    /** Whether these are all the keys that a statement lists. */
    boolean complete(Set<SignatureScheme> schemes, Set<Kem> kems) {
        return signing.keySet().equals(schemes) && kem.keySet().equals(kems);
    }

    /** For use. The secrets now belong to the result. */
    DailyKeys keys() {
        return DailyKeys.of(signing, kem);
    }

    @Override
    public void close() {
        signing.values().forEach(Secret::close);
        kem.values().forEach(Secret::close);
    }
}

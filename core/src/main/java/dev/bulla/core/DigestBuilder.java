// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;

/** Computes D, the message's name ({@code spec/envelope.md} §7), from what everybody can see. Not for many threads. */
final class DigestBuilder {
    private static final byte[] LABEL = Framing.label("bulla/1 message digest");

    private final Primitives primitives;
    private final byte[] text;
    private int size;

    DigestBuilder(Primitives primitives, byte[] epochId, int counter, byte[] random, byte[] headerHash, int parts) {
        this.primitives = primitives;
        this.text = new byte[LABEL.length + 32 + 4 + Limits.RANDOM_BYTES + 32 + 2 + parts * Limits.HASH_BYTES];
        put(LABEL);
        put(epochId);
        size = Framing.putInt(text, size, counter);
        put(random);
        put(headerHash);
        text[size++] = (byte) (parts >>> 8);
        text[size++] = (byte) parts;
    }

    void part(byte[] digest) {
        put(digest);
    }

    byte[] digest() {
        MessageDigest sha = primitives.sha256();
        sha.update(text, 0, size);
        return sha.digest();
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, text, size, bytes.length);
        size += bytes.length;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA256 under one key, prepared so that each use costs only the compressions of its input.
 *
 * <p>The two padded key blocks (RFC 2104) are absorbed once; each use works on copies of those two states. Safe for use
 * by many threads.
 */
final class Prf {
    private static final int BLOCK_BYTES = 64;

    private final MessageDigest inner;
    private final MessageDigest outer;

    Prf(byte[] key) {
        byte[] block = new byte[BLOCK_BYTES];
        byte[] shortKey = key.length > BLOCK_BYTES ? Sha256.digest(key) : key;
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] = (byte) (i < shortKey.length ? shortKey[i] ^ 0x36 : 0x36);
        }
        inner = Sha256.fresh();
        inner.update(block);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= 0x36 ^ 0x5c;
        }
        outer = Sha256.fresh();
        outer.update(block);
        Arrays.fill(block, (byte) 0);
    }

    /**
     * HKDF-Expand to exactly 32 bytes (RFC 5869 section 2.3 with one block), from the first {@code infoLength} bytes of
     * the info.
     */
    void expand(byte[] info, int infoLength, byte[] out32) {
        MessageDigest digest = copy(inner);
        digest.update(info, 0, infoLength);
        digest.update((byte) 1);
        finish(digest, out32);
    }

    /** HMAC of the parts in order. */
    byte[] mac(byte[]... parts) {
        MessageDigest digest = copy(inner);
        for (byte[] part : parts) {
            digest.update(part);
        }
        byte[] out = new byte[Sha256.BYTES];
        finish(digest, out);
        return out;
    }

    private void finish(MessageDigest digest, byte[] out32) {
        try {
            digest.digest(out32, 0, Sha256.BYTES);
            MessageDigest last = copy(outer);
            last.update(out32, 0, Sha256.BYTES);
            last.digest(out32, 0, Sha256.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest copy(MessageDigest state) {
        try {
            return (MessageDigest) state.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}

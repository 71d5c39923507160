// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;

/** HKDF with HMAC-SHA256, RFC 5869. */
final class Hkdf {
    private static final int MAX_BYTES = 255 * Sha256.BYTES;

    private Hkdf() {}

    /**
     * HKDF-Extract over the parts of the input keying material in order. An empty salt is the RFC's string of zeros.
     */
    static byte[] extract(byte[] salt, byte[]... ikm) {
        return new Prf(salt).mac(ikm);
    }

    /** HKDF-Expand to the given length in bytes, at most 8,160. */
    static byte[] expand(byte[] prk, byte[] info, int length) {
        if (length < 0 || length > MAX_BYTES) {
            throw new IllegalArgumentException("HKDF length " + length);
        }
        Prf prf = new Prf(prk);
        byte[] out = new byte[length];
        byte[] block = {};
        for (int filled = 0, counter = 1; filled < length; filled += Sha256.BYTES, counter++) {
            byte[] next = prf.mac(block, info, new byte[] {(byte) counter});
            System.arraycopy(next, 0, out, filled, Math.min(Sha256.BYTES, length - filled));
            Arrays.fill(block, (byte) 0);
            block = next;
        }
        Arrays.fill(block, (byte) 0);
        return out;
    }
}

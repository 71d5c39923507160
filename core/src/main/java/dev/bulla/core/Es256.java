// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;

/**
 * The two forms of an ECDSA P-256 signature: ours, r and s of 32 bytes each with low s, and the DER of most providers.
 *
 * <p>Source: RFC 9053 section 2.1, RFC 3279 section 2.2.3.
 */
final class Es256 {
    private static final int HALF_BYTES = 32;
    private static final BigInteger HALF_ORDER = KeyRules.P256_ORDER.shiftRight(1);

    private Es256() {}

    /** Our form, with s replaced by its negative when that is lower. */
    static byte[] encode(BigInteger r, BigInteger s) {
        byte[] out = new byte[2 * HALF_BYTES];
        put(r, out, 0);
        put(s.compareTo(HALF_ORDER) > 0 ? KeyRules.P256_ORDER.subtract(s) : s, out, HALF_BYTES);
        return out;
    }

    /** Our form of a well-formed DER signature that a provider has just made. */
    static byte[] fromDer(byte[] der) {
        int rLength = der[3];
        int sLength = der[5 + rLength];
        return encode(new BigInteger(der, 4, rLength), new BigInteger(der, 6 + rLength, sLength));
    }

    /** The DER of a signature in our form. */
    static byte[] toDer(byte[] signature) {
        byte[] r = new BigInteger(1, signature, 0, HALF_BYTES).toByteArray();
        byte[] s = new BigInteger(1, signature, HALF_BYTES, HALF_BYTES).toByteArray();
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (4 + r.length + s.length);
        der[2] = 0x02;
        der[3] = (byte) r.length;
        System.arraycopy(r, 0, der, 4, r.length);
        der[4 + r.length] = 0x02;
        der[5 + r.length] = (byte) s.length;
        System.arraycopy(s, 0, der, 6 + r.length, s.length);
        return der;
    }

    private static void put(BigInteger value, byte[] out, int offset) {
        byte[] bytes = value.toByteArray();
        int length = Math.min(bytes.length, HALF_BYTES);
        System.arraycopy(bytes, bytes.length - length, out, offset + HALF_BYTES - length, length);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.util.encoders.Hex;

/** Public keys that identity.md §4 refuses at import. */
final class KeyChecks {
    private static final BigInteger P25519 = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final int KYBER_Q = 3329;
    private static final int KYBER_POLYNOMIALS = 1152;

    /** The y of the points whose order divides 8: order 4, 1, 2, and the two of order 8. */
    private static final Set<BigInteger> ED25519_SMALL = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            P25519.subtract(BigInteger.ONE),
            littleEndian("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            littleEndian("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

    /** The canonical u of small order on the curve and on its twist. */
    private static final Set<BigInteger> X25519_SMALL = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            P25519.subtract(BigInteger.ONE),
            littleEndian("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
            littleEndian("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"));

    private KeyChecks() {}

    static void signingKey(int algorithm, byte[] key) throws Refused {
        if (algorithm == Signatures.ED25519) {
            byte[] y = key.clone();
            y[31] &= 0x7f;
            BigInteger value = littleEndian(y);
            check(value.compareTo(P25519) < 0, "an Ed25519 key that is not canonical");
            check(!ED25519_SMALL.contains(value), "an Ed25519 key of small order");
            check(Edwards.primeOrder(value, key[31] < 0), "an Ed25519 key with a part of small order, or no point");
        } else if (algorithm == Signatures.ECDSA_P256) {
            p256(key);
        }
    }

    static void kemKey(int kem, byte[] key) throws Refused {
        if (kem == Kem.P256) {
            p256(key);
        } else if (kem == Kem.X25519) {
            x25519(key);
        } else {
            mlKem(key);
            x25519(Arrays.copyOfRange(key, key.length - 32, key.length));
        }
    }

    /** Whether the point of an encapsulation may be used (envelope.md §2). */
    static boolean opens(int kem, byte[] enc) {
        try {
            if (kem == Kem.P256) {
                p256(enc);
            } else {
                x25519(Arrays.copyOfRange(enc, enc.length - 32, enc.length));
            }
            return true;
        } catch (Refused weak) {
            return false;
        }
    }

    private static void x25519(byte[] key) throws Refused {
        BigInteger u = littleEndian(key);
        check(u.compareTo(P25519) < 0, "an X25519 key that is not canonical");
        check(!X25519_SMALL.contains(u), "an X25519 key of small order");
    }

    /** FIPS 203 §7.2: the 768 coefficients of 12 bits are smaller than q. */
    private static void mlKem(byte[] key) throws Refused {
        for (int i = 0; i < KYBER_POLYNOMIALS; i += 3) {
            int low = (key[i] & 0xff) | (key[i + 1] & 0x0f) << 8;
            int high = (key[i + 1] & 0xff) >> 4 | (key[i + 2] & 0xff) << 4;
            check(low < KYBER_Q && high < KYBER_Q, "an ML-KEM key that fails the modulus check");
        }
    }

    private static void p256(byte[] key) throws Refused {
        BigInteger p = Signatures.P256.getCurve().getField().getCharacteristic();
        BigInteger x = Notation.unsigned(key, 1, 32);
        BigInteger y = Notation.unsigned(key, 33, 32);
        boolean onCurve = key[0] == 4
                && x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && Signatures.P256.getCurve().createPoint(x, y).isValid();
        check(onCurve, "a P-256 point that is not on the curve");
    }

    private static void check(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw new Refused("CARD_INVALID", otherwise);
        }
    }

    private static BigInteger littleEndian(String hex) {
        return littleEndian(Hex.decode(hex));
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] big = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            big[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, big);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Which public keys and signatures are acceptable at all, decided before any provider sees them, because the providers
 * disagree.
 *
 * <p>Under a small-order Ed25519 key any message verifies with some libraries; a key or an R with a part of small order
 * gives verdicts that depend on the library. Here every set of providers gives the same answer. Source: RFC 8032, RFC
 * 7748 section 6.1, FIPS 203 section 7.2, SEC 1 section 3.2.2, "Taming the many EdDSAs" (Chalkias and others, 2020).
 */
final class KeyRules {
    /** The order of the base point of P-256. */
    static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private static final BigInteger P256_HALF_ORDER = P256_ORDER.shiftRight(1);
    private static final BigInteger P256_FIELD =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger P256_B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private static final BigInteger P25519 = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ED25519_Y8 =
            new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16);
    private static final List<BigInteger> SMALL_ORDER_Y = List.of(
            BigInteger.ZERO, BigInteger.ONE, P25519.subtract(BigInteger.ONE), ED25519_Y8, P25519.subtract(ED25519_Y8));
    private static final List<BigInteger> SMALL_ORDER_U = List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            P25519.subtract(BigInteger.ONE),
            new BigInteger("00b8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0", 16),
            new BigInteger("57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5f", 16));

    private static final int ML_KEM_768_VECTOR_BYTES = 1152;
    private static final int ML_KEM_768_PUBLIC_BYTES = 1184;
    private static final int ML_KEM_MODULUS = 3329;

    private KeyRules() {}

    /** Whether a public signing key may be used. */
    static boolean acceptable(SignatureScheme scheme, byte[] raw) {
        if (raw.length != scheme.publicKeyBytes()) {
            return false;
        }
        return switch (scheme) {
            case ED25519 -> edwardsPoint(raw);
            case ES256 -> p256Point(raw);
            case ML_DSA_65 -> true;
        };
    }

    /** Whether a public encapsulation key may be used. */
    static boolean acceptable(Kem kem, byte[] raw) {
        if (raw.length != kem.publicKeyBytes()) {
            return false;
        }
        return switch (kem) {
            case X_WING -> mlKemKey(raw) && montgomeryPoint(raw, ML_KEM_768_PUBLIC_BYTES);
            case X25519 -> montgomeryPoint(raw, 0);
            case P256 -> p256Point(raw);
        };
    }

    /** Whether an encapsulation may be opened: its length, and its point by the same rules as a key. */
    static boolean acceptableEnc(Kem kem, byte[] enc) {
        if (enc.length != kem.encBytes()) {
            return false;
        }
        return switch (kem) {
            case X_WING -> montgomeryPoint(enc, enc.length - 32);
            case X25519 -> montgomeryPoint(enc, 0);
            case P256 -> p256Point(enc);
        };
    }

    /**
     * Whether a signature has the one permitted form: its length, low s and both halves in range, and for Ed25519 an R
     * that is not the neutral point.
     */
    static boolean acceptableSignature(SignatureScheme scheme, byte[] signature) {
        if (signature.length != scheme.signatureBytes()) {
            return false;
        }
        return switch (scheme) {
            case ED25519 -> !neutral(signature);
            case ES256 -> {
                BigInteger r = new BigInteger(1, signature, 0, 32);
                BigInteger s = new BigInteger(1, signature, 32, 32);
                yield r.signum() > 0
                        && r.compareTo(P256_ORDER) < 0
                        && s.signum() > 0
                        && s.compareTo(P256_HALF_ORDER) <= 0;
            }
            case ML_DSA_65 -> true;
        };
    }

    /** Whether 32 bytes can be a private key: for P-256 a scalar from 1 to the order less 1, else anything. */
    static boolean acceptableSeed(Kem kem, byte[] seed) {
        return seed.length == 32 && (kem != Kem.P256 || p256Scalar(seed));
    }

    /** Whether 32 bytes can be a private key: for P-256 a scalar from 1 to the order less 1, else anything. */
    static boolean acceptableSeed(SignatureScheme scheme, byte[] seed) {
        return seed.length == 32 && (scheme != SignatureScheme.ES256 || p256Scalar(seed));
    }

    /**
     * Whether two encapsulation keys share key material: the same key, or a classic X25519 key inside an X-Wing key.
     */
    static boolean overlap(Kem kem, byte[] key, Kem otherKem, byte[] other) {
        if (kem == otherKem) {
            return Arrays.equals(key, other);
        }
        return (kem != Kem.P256 && otherKem != Kem.P256) && Arrays.equals(last32(key), last32(other));
    }

    /** Whether a signing key and an encapsulation key are the same point: ECDSA and ECDH over P-256. */
    static boolean overlap(SignatureScheme scheme, byte[] key, Kem kem, byte[] other) {
        return scheme == SignatureScheme.ES256 && kem == Kem.P256 && Arrays.equals(key, other);
    }

    private static byte[] last32(byte[] key) {
        return Arrays.copyOfRange(key, Math.max(0, key.length - 32), key.length);
    }

    /** Canonical, on the curve, and of prime order, so that no library has a part of small order to disagree about. */
    private static boolean edwardsPoint(byte[] raw) {
        BigInteger y = littleEndian(raw, 0).clearBit(255);
        return y.compareTo(P25519) < 0 && !SMALL_ORDER_Y.contains(y) && Ed25519.validatePublicKeyFull(raw, 0);
    }

    private static boolean neutral(byte[] signature) {
        int rest = signature[0] ^ 1;
        for (int i = 1; i < 32; i++) {
            rest |= signature[i];
        }
        return rest == 0;
    }

    private static boolean montgomeryPoint(byte[] raw, int offset) {
        BigInteger u = littleEndian(raw, offset);
        return u.compareTo(P25519) < 0 && !SMALL_ORDER_U.contains(u);
    }

    private static boolean p256Point(byte[] raw) {
        if (raw[0] != 4) {
            return false;
        }
        BigInteger x = new BigInteger(1, raw, 1, 32);
        BigInteger y = new BigInteger(1, raw, 33, 32);
        if (x.compareTo(P256_FIELD) >= 0 || y.compareTo(P256_FIELD) >= 0) {
            return false;
        }
        BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(P256_B);
        return y.multiply(y).subtract(right).mod(P256_FIELD).signum() == 0;
    }

    private static boolean p256Scalar(byte[] seed) {
        BigInteger scalar = new BigInteger(1, seed);
        return scalar.signum() > 0 && scalar.compareTo(P256_ORDER) < 0;
    }

    /** The modulus check: each 12-bit coefficient is below 3,329, so that encoding it again gives the same bytes. */
    private static boolean mlKemKey(byte[] raw) {
        for (int i = 0; i < ML_KEM_768_VECTOR_BYTES; i += 3) {
            int three = (raw[i] & 0xff) | (raw[i + 1] & 0xff) << 8 | (raw[i + 2] & 0xff) << 16;
            if ((three & 0xfff) >= ML_KEM_MODULUS || three >>> 12 >= ML_KEM_MODULUS) {
                return false;
            }
        }
        return true;
    }

    private static BigInteger littleEndian(byte[] bytes, int offset) {
        byte[] reversed = new byte[32];
        for (int i = 0; i < 32; i++) {
            reversed[i] = bytes[offset + 31 - i];
        }
        return new BigInteger(1, reversed);
    }
}

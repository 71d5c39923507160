// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The curve of Ed25519 in plain arithmetic (RFC 8032 section 5.1), to make keys and signatures that no library would.
 */
final class EdwardsCurve {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);
    static final Point BASE =
            decode(new BigInteger("6666666666666666666666666666666666666666666666666666666666666658", 16), false);
    /** A point of order 8. */
    static final Point ORDER_8 =
            decode(new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16), false);

    private EdwardsCurve() {}

    record Point(BigInteger x, BigInteger y) {
        Point plus(Point other) {
            BigInteger product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y);
            BigInteger sumX = x.multiply(other.y).add(other.x.multiply(y));
            BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    sumX.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
                    sumY.multiply(BigInteger.ONE.subtract(product).modInverse(P))
                            .mod(P));
        }

        Point times(BigInteger factor) {
            Point result = new Point(BigInteger.ZERO, BigInteger.ONE);
            for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
                result = result.plus(result);
                if (factor.testBit(bit)) {
                    result = result.plus(this);
                }
            }
            return result;
        }

        byte[] encoded() {
            byte[] bytes = littleEndian(y);
            if (x.testBit(0)) {
                bytes[31] |= (byte) 0x80;
            }
            return bytes;
        }
    }

    /** A signature over the message with any R one likes: S = r + h a, so that S B = r B + h A. */
    static byte[] sign(Point nonce, BigInteger r, BigInteger secret, byte[] publicKey, byte[] message)
            throws Exception {
        MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
        sha512.update(nonce.encoded());
        sha512.update(publicKey);
        BigInteger h = fromLittleEndian(sha512.digest(message)).mod(L);
        byte[] signature = Arrays.copyOf(nonce.encoded(), 64);
        System.arraycopy(littleEndian(r.add(h.multiply(secret)).mod(L)), 0, signature, 32, 32);
        return signature;
    }

    static byte[] littleEndian(BigInteger value) {
        byte[] big = value.toByteArray();
        byte[] bytes = new byte[32];
        for (int i = 0; i < Math.min(32, big.length); i++) {
            bytes[i] = big[big.length - 1 - i];
        }
        return bytes;
    }

    private static BigInteger fromLittleEndian(byte[] bytes) {
        byte[] big = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            big[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, big);
    }

    private static Point decode(BigInteger y, boolean odd) {
        BigInteger square = y.multiply(y)
                .subtract(BigInteger.ONE)
                .multiply(D.multiply(y).multiply(y).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(square)) {
            x = x.multiply(BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P))
                    .mod(P);
        }
        return new Point(x.testBit(0) == odd ? x : P.subtract(x), y);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;

/** The curve of Ed25519 in plain arithmetic (RFC 8032 §5.1), to tell points of prime order from all others. */
final class Edwards {
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);

    private final BigInteger x;
    private final BigInteger y;
    private final BigInteger z;

    private Edwards(BigInteger x, BigInteger y, BigInteger z) {
        this.x = x;
        this.y = y;
        this.z = z;
    }

    /** Whether there is a point of this y and sign, not the neutral one, and the order of the base point times it is neutral. */
    static boolean primeOrder(BigInteger y, boolean odd) {
        BigInteger square = y.multiply(y).mod(P);
        BigInteger ratio = square.subtract(BigInteger.ONE)
                .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger x = ratio.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(ratio)) {
            BigInteger rootOfMinusOne = BigInteger.TWO.modPow(P.shiftRight(2), P);
            x = x.multiply(rootOfMinusOne).mod(P);
        }
        if (!x.multiply(x).mod(P).equals(ratio) || x.signum() == 0) {
            return false;
        }
        Edwards point = new Edwards(x.testBit(0) == odd ? x : P.subtract(x), y, BigInteger.ONE);
        return point.times(ORDER).neutral();
    }

    private boolean neutral() {
        return x.signum() == 0 && y.equals(z);
    }

    private Edwards times(BigInteger factor) {
        Edwards result = new Edwards(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE);
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            result = result.plus(result);
            if (factor.testBit(bit)) {
                result = result.plus(this);
            }
        }
        return result;
    }

    /** The addition law of the curve in projective coordinates; it holds for all points. */
    private Edwards plus(Edwards other) {
        BigInteger a = z.multiply(other.z).mod(P);
        BigInteger b = a.multiply(a).mod(P);
        BigInteger c = x.multiply(other.x).mod(P);
        BigInteger d = y.multiply(other.y).mod(P);
        BigInteger e = D.multiply(c).multiply(d).mod(P);
        BigInteger f = b.subtract(e);
        BigInteger g = b.add(e);
        BigInteger sum = x.add(y).multiply(other.x.add(other.y)).subtract(c).subtract(d);
        return new Edwards(
                a.multiply(f).multiply(sum).mod(P),
                a.multiply(g).multiply(d.add(c)).mod(P),
                f.multiply(g).mod(P));
    }
}

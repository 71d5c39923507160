// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** The curve P-256 in BouncyCastle's terms. */
final class P256 {
    static final ECDomainParameters DOMAIN = domain();

    private P256() {}

    /** The uncompressed point of a scalar from 1 to the order less 1. */
    static byte[] publicKey(byte[] scalar32) {
        BigInteger scalar = new BigInteger(1, scalar32);
        return new FixedPointCombMultiplier()
                .multiply(DOMAIN.getG(), scalar)
                .normalize()
                .getEncoded(false);
    }

    /** The point of 65 bytes that {@link KeyRules} has accepted. */
    static ECPoint point(byte[] raw) {
        return DOMAIN.getCurve().decodePoint(raw);
    }

    private static ECDomainParameters domain() {
        X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
        return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
    }
}

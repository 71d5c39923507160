// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The signatures of envelope.md §2, by COSE identifier. */
final class Signatures {
    static final int ED25519 = -19;
    static final int ECDSA_P256 = -9;
    static final int ML_DSA_65 = -49;
    static final ECDomainParameters P256 = new ECDomainParameters(CustomNamedCurves.getByName("P-256"));

    private Signatures() {}

    static int keyBytes(int algorithm) {
        return switch (algorithm) {
            case ED25519 -> 32;
            case ECDSA_P256 -> 65;
            case ML_DSA_65 -> 1952;
            default -> throw new IllegalArgumentException("algorithm " + algorithm);
        };
    }

    static int signatureBytes(int algorithm) {
        return algorithm == ML_DSA_65 ? 3309 : 64;
    }

    static boolean verify(int algorithm, byte[] key, byte[] message, byte[] signature) {
        if (signature.length != signatureBytes(algorithm)) {
            return false;
        }
        return switch (algorithm) {
            case ED25519 -> ed25519(key, message, signature);
            case ECDSA_P256 -> ecdsa(key, message, signature);
            case ML_DSA_65 -> mlDsa(key, message, signature);
            default -> throw new IllegalArgumentException("algorithm " + algorithm);
        };
    }

    /**
     * BouncyCastle multiplies by the cofactor, the JDK takes R in any encoding. Together they accept what RFC 8032
     * §5.1.7 accepts when [S]B = R + [k]A is checked byte for byte.
     */
    private static boolean ed25519(byte[] key, byte[] message, byte[] signature) {
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        if (Arrays.equals(neutral, Arrays.copyOf(signature, 32))
                || !Ed25519.verify(signature, 0, key, 0, message, 0, message.length)) {
            return false;
        }
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = key[31 - i];
        }
        boolean odd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        try {
            EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
            Signature verifier = Signature.getInstance("Ed25519", "SunEC");
            verifier.initVerify(KeyFactory.getInstance("Ed25519", "SunEC")
                    .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException | InvalidKeySpecException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean ecdsa(byte[] key, byte[] message, byte[] signature) {
        BigInteger r = Notation.unsigned(signature, 0, 32);
        BigInteger s = Notation.unsigned(signature, 32, 32);
        if (s.compareTo(P256.getN().shiftRight(1)) > 0) {
            return false;
        }
        SHA256Digest digest = new SHA256Digest();
        digest.update(message, 0, message.length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(P256.getCurve().decodePoint(key), P256));
        return verifier.verifySignature(hash, r, s);
    }

    private static boolean mlDsa(byte[] key, byte[] message, byte[] signature) {
        MLDSASigner verifier = new MLDSASigner();
        verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, key));
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }
}

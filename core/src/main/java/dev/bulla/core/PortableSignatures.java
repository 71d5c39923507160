// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signatures in plain Java by BouncyCastle, all deterministic: RFC 8032, RFC 6979, and FIPS 204 without its optional
 * randomness.
 */
final class PortableSignatures {
    private PortableSignatures() {}

    static SigningKey signingKey(SignatureScheme scheme, byte[] seed32) {
        return switch (scheme) {
            case ED25519 -> new Ed25519Signing(seed32.clone(), ed25519PublicKey(seed32));
            case ES256 -> new Es256Signing(seed32);
            case ML_DSA_65 ->
                new MlDsaSigning(new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed32.clone()));
        };
    }

    static VerifyingKey verifyingKey(SignatureScheme scheme, byte[] raw) {
        return switch (scheme) {
            case ED25519 -> new Ed25519Verifying(raw);
            case ES256 -> new Es256Verifying(raw);
            case ML_DSA_65 -> new MlDsaVerifying(raw);
        };
    }

    static byte[] ed25519PublicKey(byte[] seed32) {
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed32, 0, publicKey, 0);
        return publicKey;
    }

    static byte[] mlDsaPublicKey(byte[] seed32) {
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed32.clone()).getPublicKey();
    }

    private static final class Ed25519Signing extends SigningKey {
        private final byte[] seed;
        private final byte[] publicKey;

        Ed25519Signing(byte[] seed, byte[] publicKey) {
            super(SignatureScheme.ED25519, publicKey);
            this.seed = seed;
            this.publicKey = publicKey;
        }

        @Override
        byte[] sign(byte[] message) {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
            return signature;
        }
    }

    private static final class Ed25519Verifying extends VerifyingKey {
        private final Ed25519.PublicPoint point;

        Ed25519Verifying(byte[] raw) {
            super(SignatureScheme.ED25519, raw);
            point = Ed25519.validatePublicKeyPartialExport(raw, 0);
        }

        @Override
        boolean verifyAccepted(byte[] message, byte[] signature) {
            // BouncyCastle checks a multiple of the equation, so an R with a part of small order could pass here and
            // nowhere else
            return Ed25519.verify(signature, 0, point, message, 0, message.length)
                    && Ed25519.validatePublicKeyFull(signature, 0);
        }
    }

    private static final class Es256Signing extends SigningKey {
        private final ECPrivateKeyParameters key;

        Es256Signing(byte[] scalar32) {
            super(SignatureScheme.ES256, P256.publicKey(scalar32));
            key = new ECPrivateKeyParameters(new BigInteger(1, scalar32), P256.DOMAIN);
        }

        @Override
        byte[] sign(byte[] message) {
            ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(true, key);
            BigInteger[] pair = signer.generateSignature(Sha256.digest(message));
            return Es256.encode(pair[0], pair[1]);
        }
    }

    private static final class Es256Verifying extends VerifyingKey {
        private final ECPublicKeyParameters key;

        Es256Verifying(byte[] raw) {
            super(SignatureScheme.ES256, raw);
            key = new ECPublicKeyParameters(P256.point(raw), P256.DOMAIN);
        }

        @Override
        boolean verifyAccepted(byte[] message, byte[] signature) {
            ECDSASigner signer = new ECDSASigner();
            signer.init(false, key);
            return signer.verifySignature(
                    Sha256.digest(message), new BigInteger(1, signature, 0, 32), new BigInteger(1, signature, 32, 32));
        }
    }

    private static final class MlDsaSigning extends SigningKey {
        private final MLDSAPrivateKeyParameters key;

        MlDsaSigning(MLDSAPrivateKeyParameters key) {
            super(SignatureScheme.ML_DSA_65, key.getPublicKey());
            this.key = key;
        }

        @Override
        byte[] sign(byte[] message) {
            MLDSASigner signer = new MLDSASigner();
            signer.init(true, key);
            signer.update(message, 0, message.length);
            try {
                return signer.generateSignature();
            } catch (CryptoException e) {
                throw new IllegalStateException("ML-DSA-65", e);
            }
        }
    }

    private static final class MlDsaVerifying extends VerifyingKey {
        private final MLDSAPublicKeyParameters key;

        MlDsaVerifying(byte[] raw) {
            super(SignatureScheme.ML_DSA_65, raw);
            key = new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, raw.clone());
        }

        @Override
        boolean verifyAccepted(byte[] message, byte[] signature) {
            MLDSASigner signer = new MLDSASigner();
            signer.init(false, key);
            signer.update(message, 0, message.length);
            return signer.verifySignature(signature);
        }
    }
}

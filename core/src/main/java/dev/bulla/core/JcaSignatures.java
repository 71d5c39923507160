// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EncodedKeySpec;

/**
 * One signature scheme of a native provider. Keys become the provider's own objects once; each thread keeps one
 * {@link Signature}.
 */
final class JcaSignatures {
    private final SignatureScheme scheme;
    private final String algorithm;
    private final Provider provider;
    private final KeyFactory keys;
    private final ThreadLocal<Signature> signatures = ThreadLocal.withInitial(this::fresh);

    /** Throws when the provider lacks the algorithm. The key factory may belong to another provider. */
    JcaSignatures(SignatureScheme scheme, String algorithm, Provider provider, KeyFactory keys)
            throws GeneralSecurityException {
        this.scheme = scheme;
        this.algorithm = algorithm;
        this.provider = provider;
        this.keys = keys;
        Signature.getInstance(algorithm, provider);
    }

    Provider provider() {
        return provider;
    }

    SigningKey signingKey(EncodedKeySpec privateKey, byte[] publicKey) {
        try {
            return new Signing(keys.generatePrivate(privateKey), publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }

    VerifyingKey verifyingKey(byte[] raw, EncodedKeySpec publicKey) {
        try {
            return new Verifying(raw, keys.generatePublic(publicKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an acceptable " + scheme + " public key", e);
        }
    }

    private final class Signing extends SigningKey {
        private final PrivateKey key;

        Signing(PrivateKey key, byte[] publicKey) {
            super(scheme, publicKey);
            this.key = key;
        }

        @Override
        byte[] sign(byte[] message) {
            Signature signature = signatures.get();
            try {
                signature.initSign(key);
                signature.update(message);
                byte[] bytes = signature.sign();
                return scheme() == SignatureScheme.ES256 ? Es256.fromDer(bytes) : bytes;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(algorithm, e);
            }
        }
    }

    private final class Verifying extends VerifyingKey {
        private final PublicKey key;

        Verifying(byte[] raw, PublicKey key) {
            super(scheme, raw);
            this.key = key;
        }

        @Override
        boolean verifyAccepted(byte[] message, byte[] bytes) {
            Signature signature = signatures.get();
            try {
                signature.initVerify(key);
                signature.update(message);
                return signature.verify(scheme() == SignatureScheme.ES256 ? Es256.toDer(bytes) : bytes);
            } catch (SignatureException e) {
                return false;
            } catch (InvalidKeyException e) {
                throw new IllegalStateException(algorithm, e);
            }
        }
    }

    private Signature fresh() {
        try {
            return Signature.getInstance(algorithm, provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * DHKEM(P-256, HKDF-SHA256) over any provider's ECDH, RFC 9180 section 4.1. No provider here offers HPKE with P-256.
 *
 * <p>BouncyCastle multiplies the base point (cache-safe comb); the agreement itself, where an attacker chooses the
 * point, is left to providers whose multiplication takes the same time for every scalar.
 */
final class P256Kem {
    private static final int SCALAR_BYTES = 32;

    private final @Nullable Provider provider;
    private final Supplier<Gcm> gcm;
    private final KeyFactory keys;
    private final ECParameterSpec curve;
    private final ThreadLocal<KeyAgreement> agreement = ThreadLocal.withInitial(this::freshAgreement);

    /** With no provider, the JDK's own. */
    P256Kem(@Nullable Provider provider, Supplier<Gcm> gcm) {
        this.provider = provider;
        this.gcm = gcm;
        try {
            keys = provider == null ? KeyFactory.getInstance("EC", "SunEC") : KeyFactory.getInstance("EC", provider);
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            curve = parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256", e);
        }
    }

    KemPublic publicKey(byte[] raw) {
        return new Public(raw);
    }

    KemPrivate privateKey(byte[] scalar32) {
        return new Private(P256.publicKey(scalar32), privateHandle(scalar32));
    }

    private final class Public extends EncapsulatingKey {
        private final PublicKey handle;

        Public(byte[] raw) {
            super(Kem.P256, raw, gcm);
            handle = publicHandle(raw);
        }

        @Override
        SharedSecret encapsulate(Randomness random) {
            byte[] scalar = Primitives.freshSeed(Kem.P256, random);
            byte[] dh = {};
            try {
                byte[] enc = P256.publicKey(scalar);
                dh = agree(privateHandle(scalar), handle);
                return new SharedSecret(HpkeSchedule.extractAndExpand(Kem.P256, dh, enc, rawShared()), enc);
            } catch (InvalidKeyException e) {
                throw new IllegalStateException("P-256", e);
            } finally {
                Arrays.fill(scalar, (byte) 0);
                Arrays.fill(dh, (byte) 0);
            }
        }
    }

    private final class Private extends DecapsulatingKey {
        private final PrivateKey handle;

        Private(byte[] publicKey, PrivateKey handle) {
            super(Kem.P256, publicKey, gcm);
            this.handle = handle;
        }

        @Override
        byte @Nullable [] decapsulateAccepted(byte[] enc) {
            byte[] dh = {};
            try {
                dh = agree(handle, publicHandle(enc));
                return HpkeSchedule.extractAndExpand(Kem.P256, dh, enc, publicKeyShared());
            } catch (InvalidKeyException e) {
                return null;
            } finally {
                Arrays.fill(dh, (byte) 0);
            }
        }
    }

    private byte[] agree(PrivateKey mine, PublicKey theirs) throws InvalidKeyException {
        KeyAgreement ecdh = agreement.get();
        ecdh.init(mine);
        ecdh.doPhase(theirs, true);
        return ecdh.generateSecret();
    }

    private PublicKey publicHandle(byte[] raw) {
        ECPoint point = new ECPoint(new BigInteger(1, raw, 1, SCALAR_BYTES), new BigInteger(1, raw, 33, SCALAR_BYTES));
        try {
            return keys.generatePublic(new ECPublicKeySpec(point, curve));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256", e);
        }
    }

    private PrivateKey privateHandle(byte[] scalar32) {
        try {
            return keys.generatePrivate(new ECPrivateKeySpec(new BigInteger(1, scalar32), curve));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256", e);
        }
    }

    private KeyAgreement freshAgreement() {
        try {
            return provider == null
                    ? KeyAgreement.getInstance("ECDH", "SunEC")
                    : KeyAgreement.getInstance("ECDH", provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("P-256", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/**
 * X-Wing and DHKEM(X25519) in plain Java, with BouncyCastle's ML-KEM-768 and X25519 and all randomness from {@link
 * Randomness}.
 *
 * <p>Source: RFC 9180 section 4.1; X-Wing, draft-connolly-cfrg-xwing-kem: the seed expands with SHAKE256 to the ML-KEM
 * seed (64 bytes) and the X25519 scalar (32 bytes); the secret is SHA3-256 of both secrets, the X25519 encapsulation,
 * its public key and a label.
 */
final class PortableKem {
    private static final byte[] X_WING_LABEL = {'\\', '.', '/', '/', '^', '\\'};
    private static final int ML_KEM_PUBLIC_BYTES = 1184;
    private static final int ML_KEM_ENC_BYTES = 1088;
    private static final int ML_KEM_SEED_BYTES = 64;
    private static final int X25519_BYTES = 32;

    private PortableKem() {}

    static KemPublic publicKey(Kem kem, byte[] raw, Supplier<Gcm> gcm) {
        return switch (kem) {
            case X_WING -> new XWingPublic(raw, gcm);
            case X25519 -> new X25519Public(raw, gcm);
            case P256 -> throw new IllegalArgumentException("P-256 is " + P256Kem.class.getSimpleName());
        };
    }

    static KemPrivate privateKey(Kem kem, byte[] seed32, Supplier<Gcm> gcm) {
        return switch (kem) {
            case X_WING -> XWingPrivate.of(seed32, gcm);
            case X25519 -> X25519Private.of(seed32, gcm);
            case P256 -> throw new IllegalArgumentException("P-256 is " + P256Kem.class.getSimpleName());
        };
    }

    private static final class X25519Public extends EncapsulatingKey {
        X25519Public(byte[] raw, Supplier<Gcm> gcm) {
            super(Kem.X25519, raw, gcm);
        }

        @Override
        SharedSecret encapsulate(Randomness random) {
            byte[] ephemeral = new byte[X25519_BYTES];
            byte[] dh = new byte[X25519_BYTES];
            byte[] enc = new byte[X25519_BYTES];
            try {
                random.fill(ephemeral);
                X25519.generatePublicKey(ephemeral, 0, enc, 0);
                agree(ephemeral, rawShared(), 0, dh);
                return new SharedSecret(HpkeSchedule.extractAndExpand(kem(), dh, enc, rawShared()), enc);
            } finally {
                Arrays.fill(ephemeral, (byte) 0);
                Arrays.fill(dh, (byte) 0);
            }
        }
    }

    private static final class X25519Private extends DecapsulatingKey {
        private final byte[] scalar;

        private X25519Private(byte[] scalar, byte[] publicKey, Supplier<Gcm> gcm) {
            super(Kem.X25519, publicKey, gcm);
            this.scalar = scalar;
        }

        static X25519Private of(byte[] seed32, Supplier<Gcm> gcm) {
            byte[] publicKey = new byte[X25519_BYTES];
            X25519.generatePublicKey(seed32, 0, publicKey, 0);
            return new X25519Private(seed32.clone(), publicKey, gcm);
        }

        @Override
        byte @Nullable [] decapsulateAccepted(byte[] enc) {
            byte[] dh = new byte[X25519_BYTES];
            try {
                agree(scalar, enc, 0, dh);
                return HpkeSchedule.extractAndExpand(kem(), dh, enc, publicKeyShared());
            } finally {
                Arrays.fill(dh, (byte) 0);
            }
        }
    }

    private static final class XWingPublic extends EncapsulatingKey {
        private final MLKEMPublicKeyParameters mlKem;

        XWingPublic(byte[] raw, Supplier<Gcm> gcm) {
            super(Kem.X_WING, raw, gcm);
            mlKem = new MLKEMPublicKeyParameters(
                    MLKEMParameters.ml_kem_768, Arrays.copyOf(rawShared(), ML_KEM_PUBLIC_BYTES));
        }

        /** Takes 64 bytes of randomness, ML-KEM's first (the draft's EncapsulateDerand). */
        @Override
        SharedSecret encapsulate(Randomness random) {
            byte[] seed = new byte[2 * X25519_BYTES];
            random.fill(seed);
            byte[] message = Arrays.copyOf(seed, X25519_BYTES);
            byte[] ephemeral = Arrays.copyOfRange(seed, X25519_BYTES, seed.length);
            byte[] dh = new byte[X25519_BYTES];
            try {
                SecretWithEncapsulation lattice = MLKEMGenerator.internalGenerateEncapsulated(mlKem, message);
                byte[] enc = Arrays.copyOf(lattice.getEncapsulation(), Kem.X_WING.encBytes());
                X25519.generatePublicKey(ephemeral, 0, enc, ML_KEM_ENC_BYTES);
                agree(ephemeral, rawShared(), ML_KEM_PUBLIC_BYTES, dh);
                return new SharedSecret(combine(lattice.getSecret(), dh, enc, rawShared()), enc);
            } finally {
                Arrays.fill(seed, (byte) 0);
                Arrays.fill(message, (byte) 0);
                Arrays.fill(ephemeral, (byte) 0);
                Arrays.fill(dh, (byte) 0);
            }
        }
    }

    private static final class XWingPrivate extends DecapsulatingKey {
        private final MLKEMPrivateKeyParameters mlKem;
        private final byte[] scalar;

        private XWingPrivate(MLKEMPrivateKeyParameters mlKem, byte[] scalar, byte[] publicKey, Supplier<Gcm> gcm) {
            super(Kem.X_WING, publicKey, gcm);
            this.mlKem = mlKem;
            this.scalar = scalar;
        }

        static XWingPrivate of(byte[] seed32, Supplier<Gcm> gcm) {
            byte[] expanded = new byte[ML_KEM_SEED_BYTES + X25519_BYTES];
            SHAKEDigest shake = new SHAKEDigest(256);
            shake.update(seed32, 0, seed32.length);
            shake.doFinal(expanded, 0, expanded.length);
            MLKEMPrivateKeyParameters mlKem = new MLKEMPrivateKeyParameters(
                    MLKEMParameters.ml_kem_768, Arrays.copyOf(expanded, ML_KEM_SEED_BYTES));
            byte[] scalar = Arrays.copyOfRange(expanded, ML_KEM_SEED_BYTES, expanded.length);
            Arrays.fill(expanded, (byte) 0);
            byte[] publicKey = Arrays.copyOf(mlKem.getPublicKey(), Kem.X_WING.publicKeyBytes());
            X25519.generatePublicKey(scalar, 0, publicKey, ML_KEM_PUBLIC_BYTES);
            return new XWingPrivate(mlKem, scalar, publicKey, gcm);
        }

        @Override
        byte @Nullable [] decapsulateAccepted(byte[] enc) {
            byte[] dh = new byte[X25519_BYTES];
            agree(scalar, enc, ML_KEM_ENC_BYTES, dh);
            byte[] lattice = new MLKEMExtractor(mlKem).extractSecret(Arrays.copyOf(enc, ML_KEM_ENC_BYTES));
            try {
                return combine(lattice, dh, enc, publicKeyShared());
            } finally {
                Arrays.fill(lattice, (byte) 0);
                Arrays.fill(dh, (byte) 0);
            }
        }
    }

    private static byte[] combine(byte[] lattice, byte[] dh, byte[] enc, byte[] publicKey) {
        SHA3Digest sha3 = new SHA3Digest(256);
        sha3.update(lattice, 0, lattice.length);
        sha3.update(dh, 0, dh.length);
        sha3.update(enc, ML_KEM_ENC_BYTES, X25519_BYTES);
        sha3.update(publicKey, ML_KEM_PUBLIC_BYTES, X25519_BYTES);
        sha3.update(X_WING_LABEL, 0, X_WING_LABEL.length);
        byte[] secret = new byte[32];
        sha3.doFinal(secret, 0);
        return secret;
    }

    /** The points were checked before; an all-zero result would be a point of small order that got through. */
    private static void agree(byte[] scalar, byte[] point, int offset, byte[] out) {
        if (!X25519.calculateAgreement(scalar, 0, point, offset, out, 0)) {
            throw new IllegalStateException("X25519 gave an all-zero secret");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import org.jspecify.annotations.Nullable;

/**
 * A recipient's private key, made from its 32-byte seed or scalar and ready for use. Immutable, safe for use by many
 * threads; prints as its kind only.
 */
abstract class KemPrivate {
    private final Kem kem;
    private final byte[] publicKey;

    KemPrivate(Kem kem, byte[] publicKey) {
        this.kem = kem;
        this.publicKey = publicKey;
    }

    final Kem kem() {
        return kem;
    }

    /** The raw public key, a copy. */
    final byte[] publicKey() {
        return publicKey.clone();
    }

    final byte[] publicKeyShared() {
        return publicKey;
    }

    /**
     * The shared secret of the mechanism, before the HPKE key schedule; null when the encapsulation has the wrong
     * length or is a point that {@link KeyRules} refuses. A wrong ML-KEM ciphertext yields a secret nobody else has
     * (implicit rejection).
     */
    abstract byte @Nullable [] decapsulate(byte[] enc);

    /** HPKE base mode, one message, empty associated data; null when it does not open. */
    abstract byte @Nullable [] open(byte[] enc, byte[] info, byte[] ciphertext);

    @Override
    public final String toString() {
        return "KemPrivate(" + kem + ")";
    }
}

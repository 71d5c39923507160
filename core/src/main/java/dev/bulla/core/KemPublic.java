// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * A recipient's public key, checked by {@link KeyRules} and ready for use with the provider that made it. Immutable,
 * safe for use by many threads.
 */
abstract class KemPublic {
    private final Kem kem;
    private final byte[] raw;

    /** Throws {@link IllegalArgumentException} when {@link KeyRules} refuses the key. */
    KemPublic(Kem kem, byte[] raw) {
        if (!KeyRules.acceptable(kem, raw)) {
            throw new IllegalArgumentException("not an acceptable " + kem + " public key");
        }
        this.kem = kem;
        this.raw = raw.clone();
    }

    final Kem kem() {
        return kem;
    }

    /** The raw key, a copy. */
    final byte[] raw() {
        return raw.clone();
    }

    /** The raw key itself, for implementations that only read it. */
    final byte[] rawShared() {
        return raw;
    }

    /** HPKE base mode, one message, empty associated data. */
    abstract Sealed seal(byte[] info, byte[] plaintext, Randomness random);
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * A private signing key made from its 32-byte seed or scalar. Immutable, safe for use by many threads; prints as its
 * kind only.
 */
abstract class SigningKey {
    private final SignatureScheme scheme;
    private final byte[] publicKey;

    SigningKey(SignatureScheme scheme, byte[] publicKey) {
        this.scheme = scheme;
        this.publicKey = publicKey;
    }

    final SignatureScheme scheme() {
        return scheme;
    }

    /** The raw public key, a copy. */
    final byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * Signs the message itself, never a digest of it. No nonce depends on a random generator alone: Ed25519 is
     * deterministic, ES256 and ML-DSA-65 deterministic or hedged.
     */
    abstract byte[] sign(byte[] message);

    @Override
    public final String toString() {
        return "SigningKey(" + scheme + ")";
    }
}

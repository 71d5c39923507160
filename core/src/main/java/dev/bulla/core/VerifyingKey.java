// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/** A public signing key, checked by {@link KeyRules}. Immutable, safe for use by many threads. */
abstract class VerifyingKey {
    private final SignatureScheme scheme;
    private final byte[] raw;

    /** For a key that {@link KeyRules} accepted: {@link Signatures} is the only door. */
    VerifyingKey(SignatureScheme scheme, byte[] raw) {
        this.scheme = scheme;
        this.raw = raw.clone();
    }

    final SignatureScheme scheme() {
        return scheme;
    }

    /** The raw key, a copy. */
    final byte[] raw() {
        return raw.clone();
    }

    final byte[] rawShared() {
        return raw;
    }

    /**
     * Whether the signature is this key's over the message. Same answer on every provider; never throws for a bad
     * signature.
     */
    final boolean verify(byte[] message, byte[] signature) {
        return KeyRules.acceptableSignature(scheme, signature) && verifyAccepted(message, signature);
    }

    /** As {@link #verify}, for a signature whose form has been checked. */
    abstract boolean verifyAccepted(byte[] message, byte[] signature);
}

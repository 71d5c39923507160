// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.Optional;

/**
 * Bare Ed25519 (RFC 8032) and X25519 (RFC 7748), for the formats of others: only the room {@code interop} uses it.
 *
 * <p>Never for an identity's keys, which sign under a {@link Label} only and which nobody can hand in here: their holders do not give
 * them out. Points are held to the same rules as everywhere, so a key that no honest seed has is refused. Safe for use by many threads.
 */
public final class Curve25519 {
    /** The size of a seed, a scalar and a public key of either kind. */
    public static final int KEY_BYTES = 32;
    /** The size of an Ed25519 signature. */
    public static final int SIGNATURE_BYTES = 64;

    private Curve25519() {}

    /** The Ed25519 key of a seed. */
    public static Bytes signingKey(Secret seed) {
        byte[] raw = exposed(seed);
        try {
            return Bytes.owned(PortableSignatures.ed25519PublicKey(raw));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** Whether this is an Ed25519 key: canonical and of prime order. */
    public static boolean isSigningKey(Bytes key) {
        return KeyRules.acceptable(SignatureScheme.ED25519, key.raw());
    }

    /** Signs the bytes as they are. */
    public static Bytes sign(Secret seed, Bytes message) {
        byte[] raw = exposed(seed);
        try {
            return Bytes.owned(
                    Primitives.best().signingKey(SignatureScheme.ED25519, raw).sign(message.raw()));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** Whether the signature is this key's over the bytes. False for a key that is none. */
    public static boolean verify(Bytes key, Bytes message, Bytes signature) {
        return isSigningKey(key)
                && Primitives.best()
                        .verifyingKey(SignatureScheme.ED25519, key.raw())
                        .verify(message.raw(), signature.raw());
    }

    /** The X25519 key of a scalar, which is clamped for it. */
    public static Bytes agreementKey(Secret scalar) {
        byte[] raw = exposed(scalar);
        try {
            return Bytes.owned(X25519Agreement.publicKey(raw));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /** Whether this is an X25519 key: canonical and not of low order. */
    public static boolean isAgreementKey(Bytes key) {
        return KeyRules.acceptable(Kem.X25519, key.raw());
    }

    /** The shared secret; empty for a key that is none. */
    public static Optional<Secret> agree(Secret scalar, Bytes key) {
        if (!isAgreementKey(key)) {
            return Optional.empty();
        }
        byte[] raw = exposed(scalar);
        try {
            return Optional.ofNullable(Primitives.best().x25519(raw, key.raw())).map(Secret::owned);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static byte[] exposed(Secret key) {
        if (key.size() != KEY_BYTES) {
            throw new IllegalArgumentException("a key of curve 25519 has 32 bytes, not " + key.size());
        }
        return key.expose();
    }
}

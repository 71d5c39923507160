// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The algorithms of one envelope ({@code spec/envelope.md} §2). Identifiers are the wire's and never change. */
public enum Suite {
    /** Hybrid post-quantum confidentiality, classic signatures: the default. */
    HYBRID(1, Kem.X_WING, List.of(SignatureScheme.ED25519)),
    /** Classic cryptography only: the smallest and fastest. */
    CLASSIC(2, Kem.X25519, List.of(SignatureScheme.ED25519)),
    /** Hybrid post-quantum confidentiality and signatures; 3.3 KB for each signature. */
    PQ(3, Kem.X_WING, List.of(SignatureScheme.ED25519, SignatureScheme.ML_DSA_65)),
    /** The curves of NIST, where others are not approved. */
    NIST(4, Kem.P256, List.of(SignatureScheme.ES256));

    private static final Suite[] BY_ID = {null, HYBRID, CLASSIC, PQ, NIST};

    private final byte id;
    private final Kem kem;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<SignatureScheme> schemes;

    Suite(int id, Kem kem, List<SignatureScheme> schemes) {
        this.id = (byte) id;
        this.kem = kem;
        this.schemes = schemes;
    }

    /** The suite with this identifier on the wire. */
    public static Optional<Suite> withId(long id) {
        return id >= 1 && id < BY_ID.length ? Optional.of(BY_ID[(int) id]) : Optional.empty();
    }

    /** The suite of this lower-case name. */
    public static Optional<Suite> named(String label) {
        for (Suite suite : values()) {
            if (suite.label().equals(label)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    /** The identifier on the wire. */
    public byte id() {
        return id;
    }

    /** The name people use: {@code hybrid}, {@code classic}, {@code pq} or {@code nist}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How keys are wrapped for a recipient. */
    public Kem kem() {
        return kem;
    }

    /** The signature schemes, in wire order; all of them sign. */
    public List<SignatureScheme> schemes() {
        return schemes;
    }

    /** The size of one signature: the schemes' signatures one after the other. */
    int signatureBytes() {
        int bytes = 0;
        for (SignatureScheme scheme : schemes) {
            bytes += scheme.signatureBytes();
        }
        return bytes;
    }

    /** The size of a control key: the schemes' public keys one after the other. */
    int controlKeyBytes() {
        int bytes = 0;
        for (SignatureScheme scheme : schemes) {
            bytes += scheme.publicKeyBytes();
        }
        return bytes;
    }
}

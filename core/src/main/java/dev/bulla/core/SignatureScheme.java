// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The signature schemes an envelope may use, by their COSE number.
 *
 * <p>Public keys are raw: 32 bytes (RFC 8032), the uncompressed point of 65 bytes (SEC 1), 1,952 bytes (FIPS 204).
 * Signatures are raw too: R and S, r and s of 32 bytes each with low s, FIPS 204. Source: IANA registry "COSE
 * Algorithms". Every private key is a 32-byte seed or scalar.
 */
public enum SignatureScheme {
    /** Pure Ed25519, RFC 8032. */
    ED25519(-19, 32, 64),
    /** ECDSA over P-256 with SHA-256. */
    ES256(-9, 65, 64),
    /** ML-DSA-65, FIPS 204, pure, with an empty context. */
    ML_DSA_65(-49, 1952, 3309);

    private final int coseId;
    private final int publicKeyBytes;
    private final int signatureBytes;

    SignatureScheme(int coseId, int publicKeyBytes, int signatureBytes) {
        this.coseId = coseId;
        this.publicKeyBytes = publicKeyBytes;
        this.signatureBytes = signatureBytes;
    }

    /** The scheme with this COSE identifier. */
    static Optional<SignatureScheme> withCoseId(long id) {
        return Arrays.stream(values()).filter(scheme -> scheme.coseId == id).findFirst();
    }

    /** All schemes in the order in which maps of CBOR hold them: by their encoded identifiers, -9, -19, -49. */
    static List<SignatureScheme> inWireOrder() {
        return List.of(ES256, ED25519, ML_DSA_65);
    }

    /** The COSE algorithm identifier. */
    public int coseId() {
        return coseId;
    }

    /** Bytes of a public key. */
    public int publicKeyBytes() {
        return publicKeyBytes;
    }

    /** Bytes of every signature. */
    public int signatureBytes() {
        return signatureBytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.Optional;

/**
 * The key encapsulation mechanisms an envelope may use, by their HPKE number.
 *
 * <p>Source: RFC 9180 section 7.1 and the IANA registry "HPKE KEM Identifiers"; X-Wing is there as MLKEM768-X25519.
 * Every private key is a 32-byte seed or scalar.
 */
public enum Kem {
    /** ML-KEM-768 and X25519 together: safe while either one holds. */
    X_WING(0x647a, 1216, 1120),
    /** DHKEM(X25519, HKDF-SHA256). */
    X25519(0x0020, 32, 32),
    /** DHKEM(P-256, HKDF-SHA256); keys and encapsulations are uncompressed points. */
    P256(0x0010, 65, 65);

    /** Bytes of a private key, the same for every mechanism. */
    static final int SEED_BYTES = 32;

    private final int id;
    private final int publicKeyBytes;
    private final int encBytes;

    Kem(int id, int publicKeyBytes, int encBytes) {
        this.id = id;
        this.publicKeyBytes = publicKeyBytes;
        this.encBytes = encBytes;
    }

    /** The mechanism with this HPKE identifier. */
    static Optional<Kem> withId(long id) {
        return Arrays.stream(values()).filter(kem -> kem.id == id).findFirst();
    }

    /** The HPKE KEM identifier. */
    public int id() {
        return id;
    }

    /** Bytes of a public key. */
    public int publicKeyBytes() {
        return publicKeyBytes;
    }

    /** Bytes of one encapsulation, {@code enc} in RFC 9180. */
    public int encBytes() {
        return encBytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Optional;

/**
 * The private keys of one identity, wherever they are: in memory, in a file, in a key service they never leave.
 *
 * <p>Implementations are safe for use by many threads and throw {@link UnavailableException} when the keys cannot be reached.
 */
public interface PrivateKeys {
    /**
     * Signs {@code L(label) | body}. The implementation frames the body itself ({@link Label}); there is no way to sign raw bytes.
     *
     * @param statement the number of the statement that lists the public key
     */
    Bytes sign(int statement, SignatureScheme scheme, Label label, Bytes body);

    /**
     * The shared secret of an encapsulation (RFC 9180 {@code Decap}), or empty when this key was destroyed or never held, or the
     * encapsulation is not valid.
     *
     * @param statement the number of the statement that lists the public key
     * @param enc the encapsulation, {@link Kem#encBytes()} long
     */
    Optional<Secret> decapsulate(int statement, Kem kem, Bytes enc);

    /** Whether the KEM key of this statement is still there. One that was destroyed opens nothing and is not tried. */
    default boolean holds(int statement, Kem kem) {
        return true;
    }

    /**
     * Opens what was sealed to the key with HPKE, mode base, single shot, empty associated data; or empty. Keys held in memory override
     * it with a faster way than {@link #decapsulate} and the key schedule.
     */
    default Optional<Secret> open(int statement, Kem kem, Bytes enc, Bytes info, Bytes sealed) {
        return decapsulate(statement, kem, enc).flatMap(shared -> {
            try (shared) {
                byte[] opened = Primitives.best().hpkeOpen(kem, shared.expose(), info.raw(), sealed.raw());
                return opened == null ? Optional.empty() : Optional.of(Secret.owned(opened));
            }
        });
    }
}

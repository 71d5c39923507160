// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * What HPKE yields for one recipient: the encapsulated key and the ciphertext with its tag. The arrays are not copied.
 */
final class Sealed {
    private final byte[] enc;
    private final byte[] ciphertext;

    Sealed(byte[] enc, byte[] ciphertext) {
        this.enc = enc;
        this.ciphertext = ciphertext;
    }

    byte[] enc() {
        return enc;
    }

    byte[] ciphertext() {
        return ciphertext;
    }
}

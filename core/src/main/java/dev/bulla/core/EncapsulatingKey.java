// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.function.Supplier;

/** A public key whose mechanism yields a raw secret; HPKE runs over it in {@link HpkeSchedule}. */
abstract class EncapsulatingKey extends KemPublic {
    private final Supplier<Gcm> gcm;

    EncapsulatingKey(Kem kem, byte[] raw, Supplier<Gcm> gcm) {
        super(kem, raw);
        this.gcm = gcm;
    }

    /** A fresh secret, and what the recipient needs to find it. */
    abstract SharedSecret encapsulate(Randomness random);

    @Override
    final Sealed seal(byte[] info, byte[] plaintext, Randomness random) {
        SharedSecret secret = encapsulate(random);
        try {
            return new Sealed(secret.enc, HpkeSchedule.seal(gcm.get(), kem(), secret.shared, info, plaintext));
        } finally {
            Arrays.fill(secret.shared, (byte) 0);
        }
    }

    /** A shared secret and its encapsulation. */
    static final class SharedSecret {
        private final byte[] shared;
        private final byte[] enc;

        SharedSecret(byte[] shared, byte[] enc) {
            this.shared = shared;
            this.enc = enc;
        }

        byte[] shared() {
            return shared;
        }

        byte[] enc() {
            return enc;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A private key whose mechanism yields a raw secret; HPKE runs over it in {@link HpkeSchedule}. */
abstract class DecapsulatingKey extends KemPrivate {
    private final Supplier<Gcm> gcm;

    DecapsulatingKey(Kem kem, byte[] publicKey, Supplier<Gcm> gcm) {
        super(kem, publicKey);
        this.gcm = gcm;
    }

    /** The secret of an encapsulation that {@link KeyRules} accepts; null when the provider refuses it all the same. */
    abstract byte @Nullable [] decapsulateAccepted(byte[] enc);

    @Override
    final byte @Nullable [] decapsulate(byte[] enc) {
        return KeyRules.acceptableEnc(kem(), enc) ? decapsulateAccepted(enc) : null;
    }

    @Override
    final byte @Nullable [] open(byte[] enc, byte[] info, byte[] ciphertext) {
        byte[] shared = decapsulate(enc);
        if (shared == null) {
            return null;
        }
        try {
            return HpkeSchedule.open(gcm.get(), kem(), shared, info, ciphertext);
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }
}

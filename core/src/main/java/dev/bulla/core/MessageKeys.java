// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import org.jspecify.annotations.Nullable;

/** The keys {@code K_j,m} of one message ({@code spec/envelope.md} §5), each derived when it is first asked for. Not for many threads. */
final class MessageKeys {
    static final int HEADER = 0;
    static final int PROOF = 1;
    static final int FIRST_PART = 2;

    private final @Nullable Prf[] compartments;
    private final byte[] info;
    private final @Nullable GcmKey[] keys;

    MessageKeys(@Nullable Prf[] compartments, byte[] info) {
        this.compartments = compartments;
        this.info = info;
        this.keys = new GcmKey[compartments.length];
    }

    GcmKey key(int compartment) {
        GcmKey key = keys[compartment];
        if (key == null) {
            Prf prf = compartments[compartment];
            if (prf == null) {
                throw new IllegalStateException("compartment " + compartment + " is not readable here");
            }
            byte[] expanded = new byte[GcmKey.BYTES];
            prf.expand(info, info.length, expanded);
            key = new GcmKey(expanded);
            keys[compartment] = key;
        }
        return key;
    }

    void wipe() {
        for (GcmKey key : keys) {
            if (key != null) {
                key.destroy();
            }
        }
    }

    /** The nonce of one segment: {@code 0(3) | place(2) | segment(6) | last(1)}. */
    static byte[] nonce(int place, long segment, boolean last) {
        byte[] nonce = new byte[Gcm.NONCE_BYTES];
        nonce[3] = (byte) (place >>> 8);
        nonce[4] = (byte) place;
        nonce[5] = (byte) (segment >>> 40);
        nonce[6] = (byte) (segment >>> 32);
        Framing.putInt(nonce, 7, (int) segment);
        nonce[11] = (byte) (last ? 1 : 0);
        return nonce;
    }
}

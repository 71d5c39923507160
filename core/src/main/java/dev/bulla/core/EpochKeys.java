// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import org.jspecify.annotations.Nullable;

/**
 * The secrets of an open epoch, on either side: who speaks, and for each compartment that can be read the key from which the keys of messages
 * come. Safe for use by many threads.
 */
final class EpochKeys {
    private static final int COMPARTMENT_WEIGHT = 1024;
    private static final byte[] MESSAGE = Framing.label("bulla/1 message");

    private final byte[] id;
    private final Suite suite;
    private final Who who;
    private final @Nullable Prf[] compartments;
    private final int slots;

    EpochKeys(byte[] id, Suite suite, Who who, @Nullable Prf[] compartments, int slots) {
        this.id = id;
        this.suite = suite;
        this.who = who;
        this.compartments = compartments;
        this.slots = slots;
    }

    byte[] id() {
        return id;
    }

    Suite suite() {
        return suite;
    }

    Who who() {
        return who;
    }

    int compartments() {
        return compartments.length;
    }

    /** About how many bytes of memory they take. */
    int weight() {
        return COMPARTMENT_WEIGHT * compartments.length;
    }

    int slots() {
        return slots;
    }

    boolean reads(int compartment) {
        return compartments[compartment] != null;
    }

    MessageKeys message(int counter, byte[] random) {
        byte[] info = new byte[MESSAGE.length + Limits.HASH_BYTES + 4 + Limits.RANDOM_BYTES];
        System.arraycopy(MESSAGE, 0, info, 0, MESSAGE.length);
        System.arraycopy(id, 0, info, MESSAGE.length, Limits.HASH_BYTES);
        int at = Framing.putInt(info, MESSAGE.length + Limits.HASH_BYTES, counter);
        System.arraycopy(random, 0, info, at, Limits.RANDOM_BYTES);
        return new MessageKeys(compartments, info);
    }
}

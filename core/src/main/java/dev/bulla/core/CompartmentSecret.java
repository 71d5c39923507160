// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;

/** What {@code S_j} gives: the commitment and the keys of one compartment ({@code spec/envelope.md} §3). */
final class CompartmentSecret {
    private static final byte[] COMMIT = Framing.label("bulla/1 commit");
    private static final byte[] COMPARTMENT = Framing.label("bulla/1 compartment");
    private static final byte[] WHO = Framing.label("bulla/1 who");
    private static final byte[] VOUCHER = Framing.label("bulla/1 voucher");

    private final Primitives primitives;
    private final Suite suite;
    private final int number;
    private final byte[] extracted;

    CompartmentSecret(Primitives primitives, Suite suite, byte[] salt, int number, byte[] secret) {
        this.primitives = primitives;
        this.suite = suite;
        this.number = number;
        this.extracted = primitives.hkdfExtract(salt, secret);
    }

    byte[] commitment() {
        return numbered(COMMIT);
    }

    /** The key from which the keys of messages come. */
    Prf messages() {
        byte[] key = numbered(COMPARTMENT);
        Prf prf = primitives.prf(key);
        Arrays.fill(key, (byte) 0);
        return prf;
    }

    byte[] whoKey() {
        return expand(Framing.join(WHO, new byte[] {suite.id()}));
    }

    byte[] voucherKey() {
        return expand(Framing.join(VOUCHER, new byte[] {suite.id()}));
    }

    void wipe() {
        Arrays.fill(extracted, (byte) 0);
    }

    private byte[] numbered(byte[] label) {
        return expand(Framing.join(label, new byte[] {suite.id(), (byte) number}));
    }

    private byte[] expand(byte[] info) {
        return primitives.hkdfExpand(extracted, info, Limits.HASH_BYTES);
    }
}

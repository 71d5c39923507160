// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import org.jspecify.annotations.Nullable;

/**
 * An epoch a receiver opened, proven and keeps for later messages.
 *
 * @param keys its secrets
 * @param core its bytes, when they are short enough to be recognised by; else empty
 * @param voucher the voucher that held; empty unless pairwise
 * @param signature what the voucher holds: a pairwise epoch is proven again when another statement speaks for its sender
 * @param statement the statement it was proven under; {@code null} before
 */
record KnownEpoch(
        EpochKeys keys,
        byte[] core,
        byte[] voucher,
        byte[] signature,
        @Nullable Statement statement) {
    /** Cores up to this size are kept: those with one or two recipients. */
    static final int MOST_KEPT_BYTES = 4096;

    /** About how many bytes of memory it takes. */
    int weight() {
        return keys.weight() + core.length + voucher.length + signature.length;
    }

    boolean pairwise() {
        return keys.who().proof() == Proof.PAIRWISE;
    }

    KnownEpoch provenUnder(Statement now) {
        return new KnownEpoch(keys, core, voucher, signature, now);
    }
}

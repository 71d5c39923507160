// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * An epoch a receiver opened, proven and keeps for later messages.
 *
 * @param keys its secrets
 * @param core its bytes, when they are short enough to be recognised by; else empty
 * @param voucher the voucher that held; empty unless pairwise
 */
record KnownEpoch(EpochKeys keys, byte[] core, byte[] voucher) {
    /** Cores up to this size are kept: those with one or two recipients. */
    static final int MOST_KEPT_BYTES = 4096;
}

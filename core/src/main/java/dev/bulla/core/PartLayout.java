// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Where one part's segments stand in the envelope.
 *
 * @param offset of the first segment's head, from the beginning of the envelope
 * @param segments how many
 * @param sealedBytes the sum of their sizes, without heads
 * @param digest over them; empty when nobody needs it
 * @param pins what each segment must be on a second reading; empty when it is read once
 */
record PartLayout(long offset, long segments, long sealedBytes, byte[] digest, long[] pins) {
    long plainBytes() {
        return sealedBytes - segments * Limits.TAG_BYTES;
    }
}

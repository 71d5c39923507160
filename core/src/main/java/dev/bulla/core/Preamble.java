// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * The first bytes of a part's plaintext ({@code spec/envelope.md} §6): what its content is, and how it is stored.
 *
 * @param mediaType may be empty
 * @param length of the content, before compression; negative when nobody knew it
 */
record Preamble(String mediaType, long length, boolean deflated, boolean padded) {
    static final int MOST_BYTES = 160;
    private static final int DEFLATED = 1;
    private static final int PADDED = 2;

    byte[] encode() {
        CborWriter out = new CborWriter(MOST_BYTES);
        out.array(3).text(mediaType);
        if (length < 0) {
            out.nothing();
        } else {
            out.unsigned(length);
        }
        return out.unsigned((deflated ? DEFLATED : 0) | (padded ? PADDED : 0)).toArray();
    }

    boolean plain() {
        return !deflated && !padded;
    }

    /** Reads the preamble and leaves the reader where the content begins. */
    static Preamble read(CborReader in) {
        in.array(3);
        String mediaType = in.text(0, Names.MOST_BYTES);
        Refusal.unless(Names.upTo128(mediaType));
        long length = in.takeNull() ? -1 : in.unsigned(Limits.MESSAGE_BYTES);
        int flags = (int) in.unsigned(DEFLATED | PADDED);
        Refusal.unless(length >= 0 || flags == 0);
        return new Preamble(mediaType, length, (flags & DEFLATED) != 0, (flags & PADDED) != 0);
    }

    /** The next size that Padmé allows: at most 12 percent more, and sizes tell less. */
    static long padme(long size) {
        if (size < 2) {
            return size;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(size);
        int kept = 64 - Long.numberOfLeadingZeros(exponent);
        long mask = (1L << (exponent - kept)) - 1;
        return size + mask & ~mask;
    }
}

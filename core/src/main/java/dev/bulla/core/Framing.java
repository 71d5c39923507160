// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;

/** {@code L(x)}, {@code H(x, …)} and fixed-width integers ({@code spec/envelope.md} §1). */
final class Framing {
    private Framing() {}

    /** {@code L(x)}: the ASCII text and one zero byte. */
    static byte[] label(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return java.util.Arrays.copyOf(ascii, ascii.length + 1);
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    static int putInt(byte[] into, int at, int value) {
        into[at] = (byte) (value >>> 24);
        into[at + 1] = (byte) (value >>> 16);
        into[at + 2] = (byte) (value >>> 8);
        into[at + 3] = (byte) value;
        return at + 4;
    }

    static int putLong(byte[] into, int at, long value) {
        putInt(into, at, (int) (value >>> 32));
        return putInt(into, at + 4, (int) value);
    }

    static int intAt(byte[] from, int at) {
        return (from[at] & 0xff) << 24
                | (from[at + 1] & 0xff) << 16
                | (from[at + 2] & 0xff) << 8
                | (from[at + 3] & 0xff);
    }

    static long longAt(byte[] from, int at) {
        return (long) intAt(from, at) << 32 | (intAt(from, at + 4) & 0xffffffffL);
    }
}

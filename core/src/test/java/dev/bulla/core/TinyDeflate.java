// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * DEFLATE (RFC 1951) streams that are the same on every platform: one block with the fixed codes, of literals below 144
 * and of matches of 258 bytes at distance 1.
 */
final class TinyDeflate {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int count;

    private TinyDeflate() {}

    /** These bytes, the last of them then repeated {@code matches} times 258 times. */
    static byte[] of(byte[] literals, int matches) {
        TinyDeflate deflate = new TinyDeflate();
        deflate.low(1, 1);
        deflate.low(1, 2);
        for (byte literal : literals) {
            deflate.code(0x30 + literal, 8);
        }
        for (int i = 0; i < matches; i++) {
            deflate.code(0b11000101, 8);
            deflate.code(0, 5);
        }
        deflate.code(0, 7);
        while (deflate.count > 0) {
            deflate.low(0, 1);
        }
        return deflate.out.toByteArray();
    }

    /** What such a stream yields. */
    static byte[] content(byte[] literals, int matches) {
        byte[] content = Arrays.copyOf(literals, literals.length + 258 * matches);
        Arrays.fill(content, literals.length, content.length, literals[literals.length - 1]);
        return content;
    }

    /** One block that is stored as it is. */
    static byte[] stored(byte[] content) {
        int n = content.length;
        byte[] head = {1, (byte) n, (byte) (n >> 8), (byte) ~n, (byte) (~n >> 8)};
        return Framing.join(head, content);
    }

    /** Huffman codes come with their highest bit first. */
    private void code(int code, int width) {
        for (int i = width - 1; i >= 0; i--) {
            low(code >> i & 1, 1);
        }
    }

    private void low(int value, int width) {
        for (int i = 0; i < width; i++) {
            bits |= (value >> i & 1) << count;
            if (++count == 8) {
                out.write(bits);
                bits = 0;
                count = 0;
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** One part of an {@link EnvelopeForge}. */
final class PartForge {
    final String name;
    final byte[] content;
    int compartment;
    String mediaType = "";
    /** What is stored in place of the content: a DEFLATE stream. */
    byte[] stored;

    int flags;
    Object length;
    UnaryOperator<byte[]> plaintext = plain -> plain;
    /** The segments that are encrypted, made from the plaintext, and whether the last is marked so. */
    boolean markLast = true;

    UnaryOperator<byte[]> key = key -> key;

    PartForge(String name, byte[] content) {
        this.name = name;
        this.content = content;
        this.stored = content;
        this.length = content.length;
    }

    PartForge in(int number) {
        compartment = number;
        return this;
    }

    PartForge deflated(byte[] stream) {
        stored = stream;
        flags |= 1;
        return this;
    }

    PartForge padded() {
        flags |= 2;
        return this;
    }

    private byte[] plaintext() {
        byte[] preamble = CborTree.encode(CborTree.list(mediaType, length, flags));
        byte[] plain = Framing.join(preamble, stored);
        if ((flags & 2) != 0) {
            plain = Arrays.copyOf(plain, (int) padme(plain.length));
        }
        return plaintext.apply(plain);
    }

    /** In the words of the specification. */
    static long padme(long n) {
        if (n < 2) {
            return n;
        }
        int e = Long.toBinaryString(n).length() - 1;
        int s = Integer.toBinaryString(e).length();
        long multiple = 1L << Math.max(0, e - s);
        return (n + multiple - 1) / multiple * multiple;
    }

    /** The segments as they are sent. */
    List<byte[]> segments(byte[] messageKey, int place) {
        byte[] plain = plaintext();
        List<byte[]> segments = new ArrayList<>();
        int full = Limits.SEGMENT_PLAIN_BYTES;
        for (int i = 0; i <= plain.length / full; i++) {
            boolean last = i == plain.length / full;
            byte[] piece = Arrays.copyOfRange(plain, i * full, last ? plain.length : (i + 1) * full);
            byte[] nonce = MessageForge.nonce(place, i, last && markLast);
            segments.add(EnvelopeForge.gcm(key.apply(messageKey), nonce, piece));
        }
        return segments;
    }
}

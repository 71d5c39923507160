// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Base32 with a CRC-16 ({@code spec/nkeys.md} §2), strict, for texts that may be secret: no table is indexed by a character and no branch
 * depends on one before the whole text was read.
 */
final class NkeyText {
    static final int CRC_BYTES = 2;

    private static final int POLYNOMIAL = 0x1021;

    private NkeyText() {}

    /** How many characters so many bytes take. */
    static int length(int bytes) {
        return (bytes * Byte.SIZE + 4) / 5;
    }

    /** The text of these bytes and their CRC, ASCII. The caller wipes it when it is secret. */
    static byte[] encode(byte[] payload) {
        byte[] text = new byte[length(payload.length + CRC_BYTES)];
        int crc = crc(payload, payload.length);
        int held = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < payload.length + CRC_BYTES; i++) {
            int next = i < payload.length ? payload[i] & 0xff : (crc >>> (Byte.SIZE * (i - payload.length))) & 0xff;
            held = ((held & 0x1f) << Byte.SIZE) | next;
            bits += Byte.SIZE;
            while (bits >= 5) {
                bits -= 5;
                text[at++] = character((held >>> bits) & 0x1f);
            }
        }
        if (bits > 0) {
            text[at] = character((held << (5 - bits)) & 0x1f);
        }
        return text;
    }

    /** The bytes before the CRC, or null when the text is not the one that {@link #encode} gives. The caller wipes them. */
    static byte @Nullable [] decode(byte[] text, int payloadBytes) {
        int all = payloadBytes + CRC_BYTES;
        if (text.length != length(all)) {
            return null;
        }
        byte[] bytes = new byte[all];
        int wrong = 0;
        int held = 0;
        int bits = 0;
        int at = 0;
        for (byte each : text) {
            int value = value(each);
            wrong |= value;
            held = ((held & 0xff) << 5) | (value & 0x1f);
            bits += 5;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes[at++] = (byte) (held >>> bits);
            }
        }
        wrong = (wrong >> 31) | (held & ((1 << bits) - 1));
        wrong |= crc(bytes, payloadBytes)
                ^ ((bytes[payloadBytes] & 0xff) | ((bytes[payloadBytes + 1] & 0xff) << Byte.SIZE));
        byte[] payload = Arrays.copyOf(bytes, payloadBytes);
        Arrays.fill(bytes, (byte) 0);
        if (wrong != 0) {
            Arrays.fill(payload, (byte) 0);
            return null;
        }
        return payload;
    }

    /** CRC-16/XMODEM of the first bytes. */
    static int crc(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xff) << Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc << 1) ^ (-((crc >>> 15) & 1) & POLYNOMIAL);
            }
            crc &= 0xffff;
        }
        return crc;
    }

    /** 0 to 25 are A to Z, 26 to 31 are 2 to 7. */
    private static byte character(int value) {
        return (byte) ('A' + value - (((25 - value) >> 31) & ('A' + 26 - '2')));
    }

    /** The five bits of a character, or a negative number. */
    private static int value(int character) {
        int letter = within(character, 'A', 'Z');
        int digit = within(character, '2', '7');
        return (letter & (character - 'A'))
                | (digit & (character - '2' + 26))
                | (~(letter | digit) & Integer.MIN_VALUE);
    }

    /** All ones when the character is in the range, else zero. */
    private static int within(int character, int first, int last) {
        return ~((character - first) | (last - character)) >> 31;
    }
}

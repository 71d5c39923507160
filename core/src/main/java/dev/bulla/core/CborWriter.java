// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes deterministic CBOR (RFC 8949 §4.2.1, restricted by {@code spec/envelope.md} §1). The caller writes map keys in order.
 * Not for many threads.
 */
final class CborWriter {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final byte NULL = (byte) 0xf6;

    private byte[] buffer;
    private int size;

    CborWriter(int expectedBytes) {
        this.buffer = new byte[expectedBytes];
    }

    CborWriter unsigned(long value) {
        return head(UNSIGNED, value);
    }

    CborWriter integer(long value) {
        return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
    }

    CborWriter bytes(byte[] value) {
        return bytes(value, 0, value.length);
    }

    CborWriter bytes(byte[] value, int offset, int length) {
        head(BYTES, length);
        return raw(value, offset, length);
    }

    CborWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        head(TEXT, utf8.length);
        return raw(utf8, 0, utf8.length);
    }

    CborWriter array(int items) {
        return head(ARRAY, items);
    }

    CborWriter map(int entries) {
        return head(MAP, entries);
    }

    CborWriter tag(long number) {
        return head(TAG, number);
    }

    CborWriter nothing() {
        room(1);
        buffer[size++] = NULL;
        return this;
    }

    /** Bytes that are CBOR already. */
    CborWriter raw(byte[] encoded, int offset, int length) {
        room(length);
        System.arraycopy(encoded, offset, buffer, size, length);
        size += length;
        return this;
    }

    /** Leaves room for bytes that the caller puts into {@link #buffer()}; tells where they begin. */
    int leave(int length) {
        room(length);
        size += length;
        return size - length;
    }

    CborWriter head(int major, long value) {
        room(9);
        size = putHead(buffer, size, major, value);
        return this;
    }

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** The buffer itself, of which {@link #size()} bytes are written. */
    byte[] buffer() {
        return buffer;
    }

    void reset() {
        size = 0;
    }

    private void room(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }

    /** The size of a byte string with its head. */
    static int bytesItem(int length) {
        return headBytes(length) + length;
    }

    static int headBytes(long value) {
        if (value < 24) {
            return 1;
        }
        return value <= 0xff ? 2 : value <= 0xffff ? 3 : value <= 0xffffffffL ? 5 : 9;
    }

    static int putHead(byte[] into, int at, int major, long value) {
        int type = major << 5;
        return switch (headBytes(value)) {
            case 1 -> {
                into[at] = (byte) (type | (int) value);
                yield at + 1;
            }
            case 2 -> {
                into[at] = (byte) (type | 24);
                into[at + 1] = (byte) value;
                yield at + 2;
            }
            case 3 -> {
                into[at] = (byte) (type | 25);
                into[at + 1] = (byte) (value >>> 8);
                into[at + 2] = (byte) value;
                yield at + 3;
            }
            case 5 -> {
                into[at] = (byte) (type | 26);
                yield Framing.putInt(into, at + 1, (int) value);
            }
            default -> {
                into[at] = (byte) (type | 27);
                yield Framing.putLong(into, at + 1, value);
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads deterministic CBOR (RFC 8949 §4.2.1, restricted by {@code spec/envelope.md} §1) from an array, or from a stream through a buffer that
 * grows only as far as bytes have really arrived. Every other encoding is a {@link Refusal}. The caller states what it expects and how
 * large it may be, so nesting is as deep as the caller's own code. Not for many threads.
 */
final class CborReader {
    private static final int FIRST_READ = 1 << 16;

    private final @Nullable InputStream more;
    private byte[] buffer;
    private int position;
    private int limit;
    /** Where bytes that must stay in the buffer begin. */
    private int kept;
    /** How many bytes of the stream were dropped from the front of the buffer. */
    private long dropped;

    CborReader(byte[] encoded) {
        this(encoded, 0, encoded.length);
    }

    CborReader(byte[] encoded, int offset, int length) {
        this.more = null;
        this.buffer = encoded;
        this.position = offset;
        this.limit = offset + length;
        this.kept = offset;
    }

    CborReader(InputStream stream) {
        this.more = stream;
        this.buffer = new byte[FIRST_READ];
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    /** How many bytes were read so far, from the beginning. */
    long consumed() {
        return dropped + position;
    }

    /** Bytes from here on stay in the buffer, at a place {@link #keptAt()} tells, until the next call. */
    void keep() {
        kept = position;
    }

    /** Goes back to where {@link #keep} was called. */
    void rewind() {
        position = kept;
    }

    /** Whether what is kept stays where it is for good, as in a reader of an array. */
    boolean keepsItsBuffer() {
        return more == null;
    }

    int keptAt() {
        return kept;
    }

    /** Whether nothing is left. */
    boolean atEnd() {
        return position == limit && !fill(1);
    }

    void expectEnd() {
        Refusal.unless(atEnd());
    }

    /** The next byte, without taking it. */
    int peek() {
        need(1);
        return buffer[position] & 0xff;
    }

    /** Passes bytes that are known to be there. */
    void pass(int bytes) {
        position += bytes;
    }

    boolean takeNull() {
        if (peek() == (CborWriter.NULL & 0xff)) {
            position++;
            return true;
        }
        return false;
    }

    void tag(long number) {
        Refusal.unless(head(CborWriter.TAG) == number);
    }

    long unsigned(long most) {
        long value = head(CborWriter.UNSIGNED);
        Refusal.unless(value >= 0 && value <= most);
        return value;
    }

    /** A signed integer of at most 63 bits. */
    long integer() {
        boolean negative = nextIsNegative();
        long value = argument(negative);
        Refusal.unless(value >= 0);
        return negative ? -1 - value : value;
    }

    boolean nextIsNegative() {
        return peek() >> 5 == CborWriter.NEGATIVE;
    }

    /** The argument of an integer, 64 bits without a sign: {@code n} for n, {@code n} for −1 − n. */
    long argument(boolean negative) {
        return head(negative ? CborWriter.NEGATIVE : CborWriter.UNSIGNED);
    }

    /** An array of exactly so many items. */
    void array(int items) {
        Refusal.unless(head(CborWriter.ARRAY) == items);
    }

    /** An array whose first item is a version: another version is not understood, whatever else stands there. */
    void versioned(int items, int version) {
        long count = head(CborWriter.ARRAY);
        Refusal.unless(count != 0);
        if (head(CborWriter.UNSIGNED) != version) {
            throw new Refusal(Problem.VERSION_UNKNOWN);
        }
        Refusal.unless(count == items);
    }

    /** How many items follow; more than a limit of the specification allows is a limit exceeded, not a malformed text. */
    int array(int least, int limit) {
        return count(CborWriter.ARRAY, least, limit);
    }

    /** How many items follow, where their number is a matter of form. */
    int arrayWithin(int most) {
        long count = head(CborWriter.ARRAY);
        Refusal.unless(count >= 0 && count <= most);
        return (int) count;
    }

    /** How many entries follow; see {@link #array(int, int)}. */
    int map(int least, int limit) {
        return count(CborWriter.MAP, least, limit);
    }

    /** How many entries follow, where their number is a matter of form. */
    int mapWithin(int most) {
        long count = head(CborWriter.MAP);
        Refusal.unless(count >= 0 && count <= most);
        return (int) count;
    }

    byte[] bytes(int least, int most) {
        int length = span(CborWriter.BYTES, least, most);
        return Arrays.copyOfRange(buffer, position - length, position);
    }

    /** Passes a byte string and tells its length: it ends at {@link #position()}. */
    int bytesInPlace(int least, int most) {
        return span(CborWriter.BYTES, least, most);
    }

    String text(int least, int most) {
        int length = span(CborWriter.TEXT, least, most);
        return utf8(buffer, position - length, length);
    }

    private int count(int major, int least, int most) {
        long value = head(major);
        if (value < 0 || value > most) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        Refusal.unless(value >= least);
        return (int) value;
    }

    private int span(int major, int least, int most) {
        long length = head(major);
        Refusal.unless(length >= least && length <= most);
        need((int) length);
        position += (int) length;
        return (int) length;
    }

    /**
     * Hands out the buffer, in which everything from {@link #keptAt()} to {@link #position()} now belongs to the caller, and goes on in another. A
     * reader of an array keeps its array.
     */
    byte[] take(Spare buffers, int bytes) {
        byte[] taken = buffer;
        if (more != null) {
            byte[] next = buffers.take(bytes);
            int left = limit - position;
            buffer = next.length >= left ? next : new byte[left];
            System.arraycopy(taken, position, buffer, 0, left);
            dropped += position;
            position = 0;
            limit = left;
        }
        kept = position;
        return taken;
    }

    /** The argument of a head of this major type; negative when it does not fit 63 bits. */
    private long head(int major) {
        need(1);
        int initial = buffer[position++] & 0xff;
        Refusal.unless(initial >> 5 == major);
        int info = initial & 0x1f;
        if (info < 24) {
            return info;
        }
        Refusal.unless(info <= 27);
        int width = 1 << (info - 24);
        need(width);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | (buffer[position++] & 0xff);
        }
        Refusal.unless(value < 0 || CborWriter.headBytes(value) == width + 1);
        return value;
    }

    private void need(int bytes) {
        if (limit - position < bytes && !fill(bytes)) {
            throw Refusal.malformed();
        }
    }

    /** Makes at least this many bytes available from the position on, or tells that they are not there. */
    boolean fill(int bytes) {
        if (limit - position >= bytes) {
            return true;
        }
        if (more == null) {
            return false;
        }
        try {
            while (limit - position < bytes) {
                if (limit == buffer.length) {
                    makeRoom();
                }
                int read = more.read(buffer, limit, buffer.length - limit);
                if (read < 0) {
                    return false;
                }
                limit += read;
            }
            return true;
        } catch (IOException broken) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, java.time.Duration.ofSeconds(1), broken);
        }
    }

    /** Drops what need not be kept, or doubles a buffer that is full of bytes that really came. */
    private void makeRoom() {
        if (kept > 0) {
            System.arraycopy(buffer, kept, buffer, 0, limit - kept);
            dropped += kept;
            position -= kept;
            limit -= kept;
            kept = 0;
        } else {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
    }

    /** Well-formed UTF-8 as text. ASCII, which names nearly always are, costs no decoder. */
    static String utf8(byte[] from, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (from[i] < 0) {
                return utf8Strictly(from, offset, length);
            }
        }
        return new String(from, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static String utf8Strictly(byte[] from, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(from, offset, length))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw Refusal.malformed();
        }
    }

    /** Passes one item of any kind that this format allows, arrays and maps at most so deep: for what is not understood. */
    void skip(int depth) {
        int major = peek() >> 5;
        switch (major) {
            case CborWriter.UNSIGNED, CborWriter.NEGATIVE -> head(major);
            case CborWriter.BYTES -> span(major, 0, Integer.MAX_VALUE);
            case CborWriter.TEXT -> text(0, Integer.MAX_VALUE);
            case CborWriter.ARRAY -> {
                Refusal.unless(depth > 0);
                for (long i = items(major); i > 0; i--) {
                    skip(depth - 1);
                }
            }
            case CborWriter.MAP -> {
                Refusal.unless(depth > 0);
                skipMap(depth);
            }
            default -> Refusal.unless(takeNull());
        }
    }

    /** A number of items; each takes a byte at least, so too large a number ends with the bytes. */
    private long items(int major) {
        long count = head(major);
        Refusal.unless(count >= 0);
        return count;
    }

    private void skipMap(int depth) {
        byte[] previous = {};
        for (long i = items(CborWriter.MAP); i > 0; i--) {
            int start = position;
            skip(depth - 1);
            byte[] key = Arrays.copyOfRange(buffer, start, position);
            Refusal.unless(previous.length == 0 || Arrays.compareUnsigned(previous, key) < 0);
            previous = key;
            skip(depth - 1);
        }
    }
}

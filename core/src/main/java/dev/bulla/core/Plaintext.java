// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.DeflaterOutputStream;

/**
 * The plaintext of a part, piece by piece: preamble, content, padding ({@code spec/envelope.md} §6). Pieces are whole segments; the last ends
 * where the part ends. Not for many threads.
 */
abstract class Plaintext implements AutoCloseable {
    /** Segments in one piece of work. */
    static final int SEGMENTS = 16;

    private static final int PIECE_BYTES = SEGMENTS * Limits.SEGMENT_PLAIN_BYTES;
    private static final int MOST_RATIO = 100;

    /** Some plaintext: whole segments, and, when it is the last, the short one. */
    record Chunk(byte[] buffer, int offset, int length, boolean last) {
        int segments() {
            return length / Limits.SEGMENT_PLAIN_BYTES + (last ? 1 : 0);
        }

        /** How many bytes the segments take in the envelope, heads included. */
        int sealedBytes() {
            return (int) Plaintext.sealedBytes(length, last);
        }
    }

    /** The next piece. After the last nobody asks. */
    abstract Chunk next();

    /** Nobody needs the piece any more. */
    void done(Chunk chunk) {}

    @Override
    public void close() {}

    static long sealedBytes(long plaintext, boolean last) {
        long full = plaintext
                / Limits.SEGMENT_PLAIN_BYTES
                * (CborWriter.headBytes(Limits.SEGMENT_BYTES) + Limits.SEGMENT_BYTES);
        if (!last) {
            return full;
        }
        long rest = plaintext % Limits.SEGMENT_PLAIN_BYTES + Limits.TAG_BYTES;
        return full + CborWriter.headBytes(rest) + rest;
    }

    /** A part that is in memory: its size is known. */
    static InMemory of(Piece piece, Bytes content) {
        byte[] raw = content.raw();
        byte[] stored = raw;
        boolean deflated = false;
        if (piece.compressed()) {
            byte[] smaller = deflate(raw);
            deflated = smaller.length < raw.length && raw.length <= (long) MOST_RATIO * smaller.length;
            stored = deflated ? smaller : raw;
        }
        byte[] preamble = new Preamble(piece.mediaType(), raw.length, deflated, piece.padded()).encode();
        long length = (long) preamble.length + stored.length;
        return new InMemory(preamble, stored, piece.padded() ? Preamble.padme(length) : length);
    }

    /** A part that is read from a stream. */
    static Plaintext of(Piece piece, Content.Streamed content) throws IOException {
        InputStream source = content.source().open();
        if (piece.compressed() || piece.padded()) {
            if (content.length().isEmpty()) {
                source.close();
                throw new IllegalArgumentException(
                        "part " + piece.name() + ": only a stream of known length can be compressed or padded");
            }
        }
        long length = content.length().orElse(-1);
        byte[] preamble = new Preamble(piece.mediaType(), length, piece.compressed(), piece.padded()).encode();
        return new Streamed(preamble, new Counted(source, length), piece.compressed(), piece.padded());
    }

    private static byte[] deflate(byte[] raw) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length / 2 + 64);
        try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
            stream.write(raw);
        } catch (IOException cannotHappen) {
            throw new UncheckedIOException(cannotHappen);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    /** Preamble, content and zeros, without copying the content of long parts. */
    static final class InMemory extends Plaintext {
        private final byte[] preamble;
        private final byte[] stored;
        private final long total;
        private long given;

        private InMemory(byte[] preamble, byte[] stored, long total) {
            this.preamble = preamble;
            this.stored = stored;
            this.total = total;
        }

        long total() {
            return total;
        }

        @Override
        Chunk next() {
            int first = (int) Math.min(total, Limits.SEGMENT_PLAIN_BYTES);
            boolean direct = given > 0 && given + Limits.SEGMENT_PLAIN_BYTES <= preamble.length + (long) stored.length;
            if (direct) {
                long here = Math.min(PIECE_BYTES, preamble.length + (long) stored.length - given);
                boolean last = given + here == total && here < PIECE_BYTES;
                int length = (int) (last ? here : here / Limits.SEGMENT_PLAIN_BYTES * Limits.SEGMENT_PLAIN_BYTES);
                int offset = (int) given - preamble.length;
                given += length;
                return new Chunk(stored, offset, length, last);
            }
            int length = (int) Math.min(first, total - given);
            byte[] joined = new byte[length];
            copy(joined);
            given += length;
            return new Chunk(joined, 0, length, length < Limits.SEGMENT_PLAIN_BYTES);
        }

        /** One segment that begins with the preamble or ends in padding. */
        private void copy(byte[] into) {
            int at = 0;
            if (given < preamble.length) {
                at = Math.min(into.length, preamble.length);
                System.arraycopy(preamble, 0, into, 0, at);
            }
            long from = given + at - preamble.length;
            long length = Math.min(into.length - at, stored.length - from);
            if (length > 0) {
                System.arraycopy(stored, (int) from, into, at, (int) length);
            }
        }
    }

    /** Counts what a source gives and holds it to the length that was promised. */
    private static final class Counted extends InputStream {
        private final InputStream source;
        private final long promised;
        private long count;

        Counted(InputStream source, long promised) {
            this.source = source;
            this.promised = promised;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = source.read(into, offset, length);
            count += Math.max(0, read);
            if (promised >= 0 && (read < 0 ? count != promised : count > promised)) {
                throw new IOException("the source changed its length while it was sealed");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    /** A stream, with memory for one piece. */
    private static final class Streamed extends Plaintext {
        private final Counted content;
        private final boolean deflated;
        private final boolean padded;
        private final int preambleBytes;
        private final InputStream bytes;
        private final Spare buffers = new Spare();
        private long given;
        private long zeros = -1;

        Streamed(byte[] preamble, Counted content, boolean deflated, boolean padded) {
            this.preambleBytes = preamble.length;
            this.content = content;
            this.deflated = deflated;
            this.padded = padded;
            InputStream stored = deflated
                    ? new DeflaterInputStream(content, new Deflater(Deflater.DEFAULT_COMPRESSION, true), 1 << 16)
                    : content;
            this.bytes = new SequenceInputStream(new ByteArrayInputStream(preamble), stored);
        }

        @Override
        Chunk next() {
            byte[] buffer = buffers.take(PIECE_BYTES);
            try {
                int length = bytes.readNBytes(buffer, 0, buffer.length);
                given += length;
                if (length < buffer.length && zeros < 0) {
                    checkRatio();
                    zeros = padded ? Preamble.padme(given) - given : 0;
                }
                if (zeros > 0) {
                    int more = (int) Math.min(zeros, buffer.length - length);
                    Arrays.fill(buffer, length, length + more, (byte) 0);
                    zeros -= more;
                    length += more;
                }
                return new Chunk(buffer, 0, length, length < buffer.length);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        @Override
        void done(Chunk chunk) {
            buffers.give(chunk.buffer());
        }

        private void checkRatio() {
            if (deflated && content.count > MOST_RATIO * (given - preambleBytes)) {
                throw new Refusal(
                        Problem.LIMIT_EXCEEDED,
                        "it compresses more than " + MOST_RATIO + " times; seal it without compression");
            }
        }

        @Override
        public void close() {
            buffers.wipe();
            try {
                bytes.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decrypts a part of an envelope that is in memory ({@code spec/envelope.md} §6). Long parts on several threads. */
final class PartReader {
    private static final int MOST_RATIO = 100;

    private final Primitives primitives;
    private final Ground ground;
    private final byte[] envelope;
    private final int start;
    private final int most;
    private long held;

    /** {@code most} bytes of plaintext in all are allowed. */
    PartReader(Primitives primitives, Ground ground, byte[] envelope, int start, int most) {
        this.primitives = primitives;
        this.ground = ground;
        this.envelope = envelope;
        this.start = start;
        this.most = most;
    }

    Part read(String name, int place, GcmKey key, PartLayout layout) {
        hold(layout.plainBytes());
        CborReader segments = new CborReader(
                envelope, start + (int) layout.offset(), envelope.length - start - (int) layout.offset());
        int length = segments.bytesInPlace(Limits.TAG_BYTES, Limits.SEGMENT_BYTES);
        byte[] first = new byte[length - Limits.TAG_BYTES];
        boolean last = length < Limits.SEGMENT_BYTES;
        opened(primitives
                .gcm()
                .open(
                        key,
                        MessageKeys.nonce(place, 0, last),
                        envelope,
                        segments.position() - length,
                        length,
                        first,
                        0));
        CborReader in = new CborReader(first);
        Preamble preamble = Preamble.read(in);
        byte[] stored = Arrays.copyOfRange(first, in.position(), (int) layout.plainBytes());
        if (!last) {
            rest(place, key, segments, stored, first.length - in.position());
        }
        byte[] content = content(preamble, stored, in.position());
        return new InMemory(name, preamble.mediaType(), Bytes.owned(content));
    }

    private void rest(int place, GcmKey key, CborReader segments, byte[] into, int from) {
        try (Ordered<Boolean> order = new Ordered<>(ground.executor(), 2 * ground.lanes(), PartReader::opened)) {
            Spare none = new Spare();
            long segment = 1;
            int at = from;
            boolean last = false;
            while (!last) {
                SegmentScanner.Piece piece = SegmentScanner.next(segments, none);
                long firstSegment = segment;
                int offset = at;
                order.give(() -> decrypt(primitives, place, key, piece, firstSegment, into, offset));
                for (int i = 0; i < piece.count(); i++) {
                    at += piece.lengths()[i] - Limits.TAG_BYTES;
                }
                segment += piece.count();
                last = piece.last();
            }
            order.finish();
        }
    }

    /** Decrypts segments one after the other into an array; whether all opened. */
    static boolean decrypt(
            Primitives primitives,
            int place,
            GcmKey key,
            SegmentScanner.Piece piece,
            long first,
            byte[] into,
            int offset) {
        Gcm gcm = primitives.gcm();
        int at = offset;
        for (int i = 0; i < piece.count(); i++) {
            int length = gcm.open(
                    key, piece.nonce(place, first, i), piece.buffer(), piece.at(i), piece.lengths()[i], into, at);
            if (length < 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static void opened(int length) {
        opened(length >= 0);
    }

    private static void opened(boolean good) {
        if (!good) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
    }

    /** Counts plaintext against what one message may hold in memory, before it is allocated. */
    private void hold(long bytes) {
        held += bytes;
        if (held > most) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
    }

    private byte[] content(Preamble preamble, byte[] stored, int preambleBytes) {
        if (preamble.plain()) {
            Refusal.unless(preamble.length() < 0 || preamble.length() == stored.length);
            return stored;
        }
        Refusal.unless(preamble.length() <= (long) MOST_RATIO * stored.length);
        hold(preamble.length());
        byte[] content;
        int used;
        if (preamble.deflated()) {
            content = new byte[(int) preamble.length()];
            used = inflate(stored, content);
            Refusal.unless(preamble.length() <= (long) MOST_RATIO * used);
        } else {
            Refusal.unless(preamble.length() <= stored.length);
            used = (int) preamble.length();
            content = Arrays.copyOf(stored, used);
        }
        padding(preamble, stored, used, preambleBytes);
        return content;
    }

    private static void padding(Preamble preamble, byte[] stored, int used, int preambleBytes) {
        long expected = preamble.padded() ? Preamble.padme((long) preambleBytes + used) : (long) preambleBytes + used;
        Refusal.unless(expected == (long) preambleBytes + stored.length);
        for (int i = used; i < stored.length; i++) {
            Refusal.unless(stored[i] == 0);
        }
    }

    /** Inflates exactly so many bytes; how many stored bytes that took. */
    private static int inflate(byte[] stored, byte[] content) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            for (int at = 0; at < content.length; ) {
                int more = inflater.inflate(content, at, content.length - at);
                Refusal.unless(more > 0);
                at += more;
            }
            Refusal.unless(inflater.inflate(new byte[1]) == 0 && inflater.finished());
            return (int) inflater.getBytesRead();
        } catch (DataFormatException notDeflate) {
            throw Refusal.malformed();
        } finally {
            inflater.end();
        }
    }

    /** A part in memory. */
    record InMemory(String name, String mediaType, Bytes bytes) implements Part.Readable {
        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.size());
        }

        @Override
        public InputStream stream() {
            return bytes.stream();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the segments of parts for the first time: where they stand, their digests, and, when they will be read again from a stream, a pin for
 * each, so that nobody exchanges one in between. A pin is 8 bytes of AES-GMAC under a key of this reading alone. Not for many threads.
 */
final class SegmentScanner {
    private static final int PIECE_BYTES = Plaintext.SEGMENTS * (Limits.SEGMENT_BYTES + 5) + Limits.SEGMENT_BYTES;

    private static final byte[] NOTHING = {};
    private static final long[] NO_PINS = {};

    private final Primitives primitives;
    private final Ground ground;
    private final CborReader in;
    private final boolean hashed;
    private final @Nullable GcmKey pinKey;

    SegmentScanner(Primitives primitives, Ground ground, CborReader in, boolean hashed, @Nullable GcmKey pinKey) {
        this.primitives = primitives;
        this.ground = ground;
        this.in = in;
        this.hashed = hashed;
        this.pinKey = pinKey;
    }

    /** Some segments that stand one after the other in a buffer. */
    record Piece(byte[] buffer, int base, int[] offsets, int[] lengths, int count, boolean last) {
        int at(int i) {
            return base + offsets[i];
        }

        byte[] nonce(int place, long first, int i) {
            return MessageKeys.nonce(place, first + i, last && i == count - 1);
        }
    }

    /** Reads the next segments of a part: at most {@link Plaintext#SEGMENTS}, up to and with the short one that ends it. */
    static Piece next(CborReader in, Spare buffers) {
        in.keep();
        int[] offsets = new int[Plaintext.SEGMENTS];
        int[] lengths = new int[Plaintext.SEGMENTS];
        int count = 0;
        boolean last = false;
        while (count < Plaintext.SEGMENTS && !last) {
            int length = in.bytesInPlace(Limits.TAG_BYTES, Limits.SEGMENT_BYTES);
            offsets[count] = in.position() - length - in.keptAt();
            lengths[count++] = length;
            last = length < Limits.SEGMENT_BYTES;
        }
        int base = in.keptAt();
        byte[] buffer = in.take(buffers, PIECE_BYTES);
        return new Piece(buffer, base, offsets, lengths, count, last);
    }

    private record Done(Piece piece, byte[][] leaves, long[] pins) {}

    PartLayout part(int place) {
        long offset = in.consumed();
        if (pinKey == null) {
            in.keep();
            int length = in.bytesInPlace(Limits.TAG_BYTES, Limits.SEGMENT_BYTES);
            if (length < Limits.SEGMENT_BYTES) {
                byte[] digest =
                        hashed ? MerkleTree.leaf(primitives, in.buffer(), in.position() - length, length) : NOTHING;
                return new PartLayout(offset, 1, length, digest, NO_PINS);
            }
            in.rewind();
        }
        return longPart(place, offset);
    }

    private PartLayout longPart(int place, long offset) {
        Spare buffers = new Spare();
        MerkleTree tree = new MerkleTree(primitives);
        Pins pins = new Pins();
        long segments = 0;
        long sealedBytes = 0;
        try (Ordered<Done> order = new Ordered<>(ground.executor(), 2 * ground.lanes(), done -> {
            for (byte[] leaf : done.leaves()) {
                tree.add(leaf);
            }
            pins.add(done.pins());
            if (!in.keepsItsBuffer()) {
                buffers.give(done.piece().buffer());
            }
        })) {
            Piece piece = next(in, buffers);
            while (true) {
                Piece here = piece;
                long from = segments;
                if (hashed || pinKey != null) {
                    order.give(() -> work(place, from, here));
                }
                segments += here.count();
                for (int i = 0; i < here.count(); i++) {
                    sealedBytes += here.lengths()[i];
                }
                if (in.consumed() > Limits.MESSAGE_BYTES) {
                    throw new Refusal(Problem.LIMIT_EXCEEDED);
                }
                if (here.last()) {
                    break;
                }
                piece = next(in, buffers);
            }
            order.finish();
        }
        return new PartLayout(offset, segments, sealedBytes, hashed ? tree.root() : new byte[0], pins.toArray());
    }

    private Done work(int place, long from, Piece piece) {
        byte[][] leaves = new byte[hashed ? piece.count() : 0][];
        long[] pins = new long[pinKey == null ? 0 : piece.count()];
        for (int i = 0; i < piece.count(); i++) {
            if (hashed) {
                leaves[i] = MerkleTree.leaf(primitives, piece.buffer(), piece.at(i), piece.lengths()[i]);
            }
            if (pinKey != null) {
                pins[i] = pin(primitives, pinKey, place, from, piece, i);
            }
        }
        return new Done(piece, leaves, pins);
    }

    static long pin(Primitives primitives, GcmKey key, int place, long from, Piece piece, int i) {
        return primitives.gcm().tag(key, piece.nonce(place, from, i), piece.buffer(), piece.at(i), piece.lengths()[i]);
    }

    /** Numbers in an array that grows. */
    private static final class Pins {
        private long[] values = new long[0];
        private int size;

        void add(long[] more) {
            if (values.length - size < more.length) {
                values = Arrays.copyOf(values, Math.max(values.length * 2, size + more.length));
            }
            System.arraycopy(more, 0, values, size, more.length);
            size += more.length;
        }

        long[] toArray() {
            return size == values.length ? values : Arrays.copyOf(values, size);
        }
    }
}

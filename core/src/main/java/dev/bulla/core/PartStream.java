// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext of a part, preamble and padding included, read again from the source, each segment held to its pin. Decrypts ahead on the
 * executor. Not for many threads.
 */
final class PartStream extends InputStream {
    private final Recipe recipe;
    private final InputStream source;
    private final CborReader in;
    private final Ordered<Plain> order;
    private final Spare ciphertexts = new Spare();
    private final Spare plaintexts = new Spare();
    private byte[] current = {};
    private int at;
    private int end;
    private long segments;
    private boolean allGiven;
    private @Nullable Plain arrived;
    private boolean failed;

    /** A piece that was decrypted: so many bytes of an array. */
    private record Plain(SegmentScanner.Piece piece, byte[] bytes, int length) {}

    /** What it takes to read a part. */
    record Recipe(
            Primitives primitives,
            Ground ground,
            Content.Source source,
            GcmKey pinKey,
            int place,
            GcmKey key,
            PartLayout layout) {
        /** From the first byte on, working on so many pieces at once. */
        PartStream open(int ahead) throws IOException {
            InputStream stream = source.open();
            try {
                stream.skipNBytes(layout.offset());
                return new PartStream(this, stream, ahead);
            } catch (EOFException shorter) {
                stream.close();
                throw changed();
            } catch (IOException | RuntimeException broken) {
                stream.close();
                throw broken;
            }
        }

        PartStream open() throws IOException {
            return open(2 * ground.lanes());
        }
    }

    private PartStream(Recipe recipe, InputStream source, int ahead) {
        this.recipe = recipe;
        this.source = source;
        this.in = new CborReader(source);
        this.order = new Ordered<>(recipe.ground().executor(), ahead, plain -> arrived = plain);
    }

    /** Whether there is more; then some of it is in {@code current}. A failure stays: nobody mistakes a second try for the end. */
    private boolean advance() {
        if (failed) {
            throw changed();
        }
        failed = true;
        boolean more = at < end || next();
        failed = false;
        return more;
    }

    private boolean next() {
        do {
            arrived = null;
            while (!allGiven && arrived == null) {
                give();
            }
            if (arrived == null && !order.takeNext()) {
                return false;
            }
            if (arrived != null) {
                ciphertexts.give(arrived.piece().buffer());
                plaintexts.give(current);
                current = arrived.bytes();
                at = 0;
                end = arrived.length();
            }
        } while (at == end);
        return true;
    }

    private void give() {
        SegmentScanner.Piece piece;
        try {
            piece = SegmentScanner.next(in, ciphertexts);
        } catch (Refusal other) {
            throw changed();
        }
        long from = segments;
        segments += piece.count();
        allGiven = piece.last();
        if (segments > recipe.layout().segments()
                || allGiven != (segments == recipe.layout().segments())) {
            throw changed();
        }
        int length = 0;
        for (int i = 0; i < piece.count(); i++) {
            length += piece.lengths()[i] - Limits.TAG_BYTES;
        }
        Plain plain = new Plain(piece, plaintexts.take(length), length);
        order.give(() -> decrypt(plain, from));
    }

    private Plain decrypt(Plain plain, long from) {
        SegmentScanner.Piece piece = plain.piece();
        for (int i = 0; i < piece.count(); i++) {
            long pin = SegmentScanner.pin(recipe.primitives(), recipe.pinKey(), recipe.place(), from, piece, i);
            if (pin != recipe.layout().pins()[(int) from + i]) {
                throw changed();
            }
        }
        if (!PartReader.decrypt(recipe.primitives(), recipe.place(), recipe.key(), piece, from, plain.bytes(), 0)) {
            throw new ProblemException(Problem.NOT_AUTHENTIC, "");
        }
        return plain;
    }

    private static ProblemException changed() {
        return new ProblemException(Problem.NOT_AUTHENTIC, "the input changed while it was read");
    }

    @Override
    public int read() {
        return advance() ? current[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(current, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long total = 0;
        while (advance()) {
            out.write(current, at, end - at);
            total += end - at;
            at = end;
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        order.close();
        Arrays.fill(current, (byte) 0);
        plaintexts.wipe();
        source.close();
    }
}

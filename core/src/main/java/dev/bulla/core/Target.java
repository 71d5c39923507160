// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Where an envelope's bytes go: into one array, or out through a stream. Space is reserved and filled in order; only the filling of a region may be another thread's. */
abstract class Target {
    /** Some room. */
    record Region(byte[] buffer, int offset) {}

    /** Room for so many bytes. */
    abstract Region reserve(int bytes);

    /** The region, which was reserved before all that are still open, holds its bytes now. */
    abstract void filled(Region region, int bytes);

    /** Bytes that are there already. */
    void write(byte[] bytes, int length) {
        Region region = reserve(length);
        System.arraycopy(bytes, 0, region.buffer(), region.offset(), length);
        filled(region, length);
    }

    /** An array of exactly the size it will have, or more. */
    static final class InMemory extends Target {
        private final byte[] buffer;
        private int size;

        /** Goes on where the writer stands, in its buffer, which has room for everything. */
        InMemory(CborWriter begun) {
            this.buffer = begun.buffer();
            this.size = begun.size();
        }

        @Override
        Region reserve(int bytes) {
            Region region = new Region(buffer, size);
            size += bytes;
            return region;
        }

        @Override
        void filled(Region region, int bytes) {}

        byte[] bytes() {
            return size == buffer.length ? buffer : java.util.Arrays.copyOf(buffer, size);
        }
    }

    /** A stream; buffers are used again. */
    static final class Streamed extends Target {
        private final OutputStream out;
        private final Spare buffers = new Spare();
        private long written;

        Streamed(OutputStream out) {
            this.out = out;
        }

        @Override
        Region reserve(int bytes) {
            return new Region(buffers.take(bytes), 0);
        }

        @Override
        void filled(Region region, int bytes) {
            try {
                out.write(region.buffer(), 0, bytes);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            buffers.give(region.buffer());
            written += bytes;
            if (written > Limits.MESSAGE_BYTES) {
                throw new Refusal(Problem.LIMIT_EXCEEDED);
            }
        }

        long written() {
            return written;
        }
    }
}

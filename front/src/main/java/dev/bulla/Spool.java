// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import dev.bulla.core.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A pipe, kept as ciphertext in a private file so that it can be read twice: an envelope is opened only after its proof was checked, and the proof
 * comes last. The file has no name where the system allows that (POSIX), so nothing is left behind however the process ends; elsewhere it goes when
 * the spool is closed.
 *
 * <p>Bounded; and what does not begin as an envelope does is not kept at all.
 */
public final class Spool implements Content.Source, AutoCloseable {
    private static final byte[] BEGINNING = {(byte) 0xda, 'b', 'u', 'l', 'a'};
    private static final int CHUNK_BYTES = 1 << 16;

    private final FileChannel file;

    private Spool(FileChannel file) {
        this.file = file;
    }

    /**
     * Reads a pipe to its end.
     *
     * @param mostBytes what is longer is cut there and so will not open
     * @throws IOException when the pipe or the disk fails; nothing is left behind
     */
    public static Spool of(InputStream pipe, long mostBytes) throws IOException {
        Path name = Files.createTempFile("bulla-", ".spool");
        FileChannel file = FileChannel.open(
                name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            OutputStream out = Channels.newOutputStream(file);
            byte[] start = pipe.readNBytes(BEGINNING.length);
            out.write(start);
            if (Arrays.equals(start, BEGINNING)) {
                copy(pipe, out, mostBytes);
            }
            return new Spool(file);
        } catch (IOException | RuntimeException broken) {
            file.close();
            throw broken;
        }
    }

    private static void copy(InputStream pipe, OutputStream out, long most) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long total = 0;
        while (total < most) {
            int read = pipe.read(chunk, 0, (int) Math.min(chunk.length, most - total));
            if (read < 0) {
                return;
            }
            out.write(chunk, 0, read);
            total += read;
        }
    }

    /** How many bytes were kept. */
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public InputStream open() {
        return new Reading(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Reads from the beginning, beside others that do. */
    private static final class Reading extends InputStream {
        private final FileChannel file;
        private long position;

        Reading(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = file.read(ByteBuffer.wrap(target, offset, length), position);
            position += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = Math.max(0, Math.min(bytes, file.size() - position));
            position += skipped;
            return skipped;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import dev.bulla.core.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A pipe, kept as ciphertext in a private file so that it can be read twice: an envelope is opened only after its proof was checked, and the proof
 * comes last. The file goes when the spool is closed.
 *
 * <p>Bounded; and what does not begin as an envelope does is not kept at all.
 */
public final class Spool implements Content.Source, AutoCloseable {
    private static final byte[] BEGINNING = {(byte) 0xda, 'b', 'u', 'l', 'a'};
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;

    private Spool(Path file) {
        this.file = file;
    }

    /**
     * Reads a pipe to its end.
     *
     * @param mostBytes what is longer is cut there and so will not open
     * @throws IOException when the pipe or the disk fails; nothing is left behind
     */
    public static Spool of(InputStream pipe, long mostBytes) throws IOException {
        Path file = Files.createTempFile("bulla-", ".spool");
        Spool spool = new Spool(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] start = pipe.readNBytes(BEGINNING.length);
            out.write(start);
            if (Arrays.equals(start, BEGINNING)) {
                copy(pipe, out, mostBytes);
            }
            return spool;
        } catch (IOException | RuntimeException broken) {
            spool.close();
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
        return Files.size(file);
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}

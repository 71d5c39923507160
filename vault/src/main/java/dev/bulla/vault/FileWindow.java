// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.ReplayTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one epoch in one file ({@code spec/home.md} §8): a 4-byte cell each. Every access is under the lock that all processes share.
 *
 * <p>Read and written through {@link RandomAccessFile}, since a thread that is told to stop would close a channel under the others.
 */
final class FileWindow implements ReplayTable.Window {
    static final int COUNTERS = 1 << 20;
    static final long FILE_BYTES = ReplayHead.BYTES + 4L * COUNTERS;

    private static final int CELL_BYTES = 4;
    private static final int FREE = 0;
    private static final int DONE = 0xffffffff;
    private static final Duration LONGEST_LEASE = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final FileReplayTable table;
    private final Path file;
    private final byte[] cell = new byte[CELL_BYTES];
    private @Nullable RandomAccessFile open;
    private volatile long keepUntilMillis;

    FileWindow(FileReplayTable table, Path file, long keepUntilMillis) {
        this.table = table;
        this.file = file;
        this.keepUntilMillis = keepUntilMillis;
    }

    /** Writes the file of a new window. */
    static void make(Path file, ReplayHead head) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + Disk.TEMPORARY);
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, Disk.privateFile());
        try (RandomAccessFile out = new RandomAccessFile(temporary.toFile(), "rw")) {
            out.write(head.encode());
            out.setLength(FILE_BYTES);
        }
        Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public ReplayTable.State look(int counter, Instant now) {
        check(counter);
        return table.locked(() -> state(read(counter), now));
    }

    @Override
    public ReplayTable.State claim(int counter, Instant now, Instant leaseUntil) {
        check(counter);
        if (leaseUntil.isAfter(now.plus(LONGEST_LEASE))) {
            throw new IllegalArgumentException("a lease is at most " + LONGEST_LEASE.toHours() + " hours");
        }
        return table.locked(() -> {
            ReplayTable.State found = state(read(counter), now);
            if (found == ReplayTable.State.FREE) {
                write(counter, lease(leaseUntil));
            }
            return found;
        });
    }

    @Override
    public void done(int counter) {
        check(counter);
        table.locked(() -> {
            write(counter, DONE);
            return true;
        });
    }

    /** Only of what was taken until then: when the lease ended meanwhile, somebody else may have taken it. */
    @Override
    public void release(int counter, Instant leaseUntil) {
        check(counter);
        table.locked(() -> {
            boolean mine = read(counter) == lease(leaseUntil);
            if (mine) {
                write(counter, FREE);
            }
            return mine;
        });
    }

    /** The cell of a lease: the second in which it has ended. */
    private static int lease(Instant until) {
        return (int) Math.floorDiv(until.toEpochMilli() + 999, 1000L);
    }

    private static void check(int counter) {
        if (counter < 0 || counter >= COUNTERS) {
            throw new IllegalArgumentException("no epoch has a counter " + counter);
        }
    }

    private static ReplayTable.State state(int cell, Instant now) throws IOException {
        if (cell == FREE) {
            return ReplayTable.State.FREE;
        }
        if (cell == DONE) {
            return ReplayTable.State.DONE;
        }
        Instant end = Instant.ofEpochSecond(cell & 0xffffffffL);
        if (end.isAfter(now.plus(LONGEST_LEASE).plus(SKEW))) {
            throw new IOException("a lease of the replay table ends too late");
        }
        return end.isAfter(now) ? ReplayTable.State.IN_FLIGHT : ReplayTable.State.FREE;
    }

    private int read(int counter) throws IOException {
        RandomAccessFile in = opened();
        in.seek(ReplayHead.BYTES + (long) CELL_BYTES * counter);
        in.readFully(cell);
        return ByteBuffer.wrap(cell).getInt();
    }

    private void write(int counter, int value) throws IOException {
        RandomAccessFile out = opened();
        ByteBuffer.wrap(cell).putInt(value);
        out.seek(ReplayHead.BYTES + (long) CELL_BYTES * counter);
        out.write(cell);
    }

    long keepUntilMillis() {
        return keepUntilMillis;
    }

    /** Reads the head; under the lock. */
    ReplayHead head() throws IOException {
        RandomAccessFile in = opened();
        byte[] head = new byte[ReplayHead.BYTES];
        in.seek(0);
        in.readFully(head);
        return ReplayHead.decode(head).orElseThrow(() -> new IOException("a head of the replay table is damaged"));
    }

    /** Keeps it longer; under the lock. */
    void prolong(ReplayHead longer) throws IOException {
        RandomAccessFile out = opened();
        out.seek(0);
        out.write(longer.encode());
        keeps(longer);
    }

    /** What the head on the disk says. */
    void keeps(ReplayHead there) {
        keepUntilMillis = there.keepUntilMillis();
    }

    private RandomAccessFile opened() throws IOException {
        RandomAccessFile now = open;
        if (now == null) {
            // opening for writing would make one
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            now = new RandomAccessFile(file.toFile(), "rw");
            open = now;
            if (now.length() != FILE_BYTES) {
                throw new IOException("a file of the replay table has another length");
            }
            table.opened(this);
        }
        return now;
    }

    /** Gives the handle back; under the lock. A later use opens the file again. */
    void rest() throws IOException {
        RandomAccessFile now = open;
        open = null;
        if (now != null) {
            now.close();
        }
    }
}

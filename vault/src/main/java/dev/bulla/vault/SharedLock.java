// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An exclusive lock between processes and between threads ({@code spec/home.md} §7, §8). The process that held it may end at any moment:
 * the system releases it. Not for a thread that holds it already.
 */
final class SharedLock implements AutoCloseable {
    /**
     * The one table of this room that is static: a POSIX lock belongs to the process and is lost as soon as the process closes any handle of that
     * file, so all users of a file in this process have to share one handle.
     */
    private static final Map<Path, SharedLock> OPEN = new HashMap<>();

    private static final long SHORT_PAUSE_NANOS = 50_000;
    private static final long LONG_PAUSE_NANOS = 5_000_000;

    private final Path file;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable FileChannel channel;
    private int users;

    private SharedLock(Path file) {
        this.file = file;
    }

    /** Something done under the lock. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** The lock of this file, which is made when it is not there. To be closed as often as it was taken. */
    static SharedLock of(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path key = folder == null ? file : folder.toRealPath().resolve(file.getFileName());
        synchronized (OPEN) {
            SharedLock lock = OPEN.computeIfAbsent(key, SharedLock::new);
            lock.users++;
            return lock;
        }
    }

    /** Does the work; {@link Problem#HOME_LOCKED} when somebody else keeps the lock for so long. */
    <T> T during(Duration patience, Work<T> work) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!await(patience)) {
            throw busy();
        }
        try {
            FileLock held = acquire(deadline);
            try {
                return work.run();
            } finally {
                held.release();
            }
        } finally {
            turn.unlock();
        }
    }

    private boolean await(Duration patience) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("this thread holds the lock already");
        }
        return turn.tryLock() || awaitThoughInterrupted(System.nanoTime() + patience.toNanos());
    }

    /** What is to be noted has to be noted, even by a thread that is told to stop; it waits for a short time only. */
    private boolean awaitThoughInterrupted(long deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return turn.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException stopped) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileLock acquire(long deadline) throws IOException {
        for (long pause = SHORT_PAUSE_NANOS; ; pause = Math.min(2 * pause, LONG_PAUSE_NANOS)) {
            FileLock lock = tryOnce();
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw busy();
            }
            LockSupport.parkNanos(pause);
        }
    }

    private @Nullable FileLock tryOnce() throws IOException {
        try {
            return channel().tryLock();
        } catch (OverlappingFileLockException otherClassLoader) {
            return null;
        }
    }

    /** An interrupted thread closes the channel it uses, hence again and again. */
    private FileChannel channel() throws IOException {
        FileChannel now = channel;
        if (now == null || !now.isOpen()) {
            now = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), Disk.privateFile());
            channel = now;
        }
        return now;
    }

    private static Refused busy() {
        return new Refused(Problem.HOME_LOCKED, "");
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users == 0) {
                OPEN.remove(file);
                closeChannel();
            }
        }
    }

    private void closeChannel() {
        FileChannel now = channel;
        if (now != null) {
            try {
                now.close();
            } catch (IOException unimportant) {
                // nobody holds the lock any more, and nothing was written
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Identifier;
import dev.bulla.core.ReplayTable;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A replay table that several processes share and that outlives them ({@code spec/home.md} §8): one sparse file for each own identity and epoch.
 *
 * <p>A file that is damaged, and a disk that fails, throw {@link UnavailableException}: nothing of it counts as free. Survives the end of a
 * process at any moment; after the loss of power the last seconds may be missing. Safe for use by many threads.
 */
final class FileReplayTable implements ReplayTable, AutoCloseable {
    static final String FOLDER = "replay";
    static final int USUAL_WINDOWS = 1 << 19;

    private static final String LOCK = "lock";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_OPEN = 256;
    private static final int MOST_KNOWN = 4096;

    private final Path folder;
    private final SharedLock lock;
    private final ReplayTally tally;
    private final Deque<FileWindow> open = new ArrayDeque<>();
    private final Map<Epoch, FileWindow> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Epoch, FileWindow> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private FileReplayTable(Path folder, int mostWindows, SharedLock lock) {
        this.folder = folder;
        this.lock = lock;
        this.tally = new ReplayTally(folder, mostWindows);
    }

    /** Compares by hand: the methods a record gets are made at run time, which a short command waits for. */
    private record Epoch(Identifier own, Identifier sender, Bytes id) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Epoch that
                    && own.equals(that.own)
                    && sender.equals(that.sender)
                    && id.equals(that.id);
        }

        @Override
        public int hashCode() {
            return Objects.hash(own, sender, id);
        }
    }

    static FileReplayTable open(Path folder, int mostWindows) throws IOException {
        if (mostWindows < 8) {
            throw new IllegalArgumentException("at least 8 epochs are remembered, so that one sender has one");
        }
        return new FileReplayTable(folder, mostWindows, SharedLock.of(folder.resolve(LOCK)));
    }

    @Override
    public Optional<Window> known(Identifier own, Identifier sender, Bytes epochId) {
        Epoch epoch = new Epoch(own, sender, epochId);
        FileWindow remembered = remembered(epoch);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        ReplayHead wanted = ReplayHead.of(own, sender, epochId, 0);
        Path file = folder.resolve(wanted.fileName());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Optional<FileWindow> found = locked(() ->
                Files.exists(file) ? Optional.of(reopen(new FileWindow(this, file, 0), wanted)) : Optional.empty());
        found.ifPresent(window -> remember(epoch, window));
        return found.map(window -> window);
    }

    @Override
    public Optional<Window> window(Identifier own, Identifier sender, Bytes epochId, Instant keepUntil, Instant now) {
        Epoch epoch = new Epoch(own, sender, epochId);
        long until = keepUntil.toEpochMilli();
        FileWindow remembered = remembered(epoch);
        if (remembered != null
                && remembered.keepUntilMillis() >= until
                && remembered.keepUntilMillis() > now.toEpochMilli()) {
            return Optional.of(remembered);
        }
        Optional<FileWindow> found = locked(() -> find(ReplayHead.of(own, sender, epochId, until), remembered, now));
        found.ifPresent(window -> remember(epoch, window));
        return found.map(window -> window);
    }

    private @Nullable FileWindow remembered(Epoch epoch) {
        synchronized (known) {
            return known.get(epoch);
        }
    }

    private void remember(Epoch epoch, FileWindow window) {
        synchronized (known) {
            known.put(epoch, window);
        }
    }

    private Optional<FileWindow> find(ReplayHead wanted, @Nullable FileWindow remembered, Instant now)
            throws IOException {
        Path file = folder.resolve(wanted.fileName());
        if (Files.exists(file)) {
            FileWindow window = remembered == null ? new FileWindow(this, file, wanted.keepUntilMillis()) : remembered;
            return Optional.of(reopen(window, wanted));
        }
        if (remembered != null) {
            remembered.rest();
        }
        if (!tally.add(wanted, now)) {
            return Optional.empty();
        }
        FileWindow.make(file, wanted);
        return Optional.of(new FileWindow(this, file, wanted.keepUntilMillis()));
    }

    private static FileWindow reopen(FileWindow window, ReplayHead wanted) throws IOException {
        // the file may be another one of the same name
        window.rest();
        ReplayHead there = window.head();
        if (!there.key().equals(wanted.key()) || !there.sender().equals(wanted.sender())) {
            throw new IOException("a file of the replay table is another epoch's");
        }
        if (there.keepUntilMillis() >= wanted.keepUntilMillis()) {
            window.keeps(there);
        } else {
            window.prolong(wanted);
        }
        return window;
    }

    @Override
    public Instant since() {
        return Instant.MIN;
    }

    /** Does something under the lock of all processes; every failure means that nothing is known. */
    <T> T locked(SharedLock.Work<T> work) {
        try {
            return lock.during(PATIENCE, work);
        } catch (IOException failed) {
            throw Home.unavailable(failed);
        } catch (Refused busy) {
            throw new UnavailableException(busy.problem(), Duration.ofSeconds(1), busy);
        }
    }

    /** A window opened its file; the one that did so first gives its handle back. Under the lock. */
    void opened(FileWindow window) throws IOException {
        open.remove(window);
        open.addLast(window);
        if (open.size() > MOST_OPEN) {
            open.removeFirst().rest();
        }
    }

    @Override
    public void close() {
        // Without the lock, which a folder that cannot be written would refuse to who only sealed or read an archive.
        if (!open.isEmpty()) {
            locked(() -> {
                for (FileWindow window : open) {
                    window.rest();
                }
                open.clear();
                return true;
            });
        }
        lock.close();
    }
}

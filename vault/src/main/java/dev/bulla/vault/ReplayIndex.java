// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/**
 * How many windows there are, whose, and until when ({@code spec/home.md} §8): what this process knows of the folder, read again at most once a
 * second. So the limits hold except for what other processes made within that second. Under the table's lock.
 */
final class ReplayIndex {
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int SENDERS_SHARE = 8;
    private static final String LOCK = "lock";

    private final Path folder;
    private final int most;
    private final LongSupplier nanoTime;
    private final Map<String, Long> keepUntil = new HashMap<>();
    private final Map<String, Integer> bySender = new HashMap<>();
    private boolean everRead;
    private long readNanos;
    private long earliest = Long.MAX_VALUE;

    ReplayIndex(Path folder, int most, LongSupplier nanoTime) {
        this.folder = folder;
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** Reads the folder when that was not done lately, and removes what need not be kept any longer. */
    void bringUpToDate(Instant now) throws IOException {
        if (!everRead || nanoTime.getAsLong() - readNanos >= PAUSE_NANOS) {
            read();
        }
        if (earliest <= now.toEpochMilli()) {
            removeExpired(now.toEpochMilli());
        }
    }

    boolean hasRoom(String fileName) {
        return keepUntil.size() < most
                && bySender.getOrDefault(ReplayHead.senderOf(fileName), 0) < most / SENDERS_SHARE;
    }

    void add(String fileName, long keepUntilMillis) {
        if (keepUntil.put(fileName, keepUntilMillis) == null) {
            bySender.merge(ReplayHead.senderOf(fileName), 1, Integer::sum);
        }
        earliest = Math.min(earliest, keepUntilMillis);
    }

    private void read() throws IOException {
        SortedSet<String> there = Disk.all(folder);
        for (String name : there) {
            if (name.startsWith(".")) {
                Files.deleteIfExists(folder.resolve(name));
            } else if (!name.equals(LOCK) && !keepUntil.containsKey(name)) {
                add(name, keepUntil(name));
            }
        }
        Iterator<String> names = keepUntil.keySet().iterator();
        while (names.hasNext()) {
            String name = names.next();
            if (!there.contains(name)) {
                names.remove();
                oneLess(name);
            }
        }
        everRead = true;
        readNanos = nanoTime.getAsLong();
    }

    private void oneLess(String name) {
        bySender.computeIfPresent(ReplayHead.senderOf(name), (sender, count) -> count > 1 ? count - 1 : null);
    }

    private void removeExpired(long nowMillis) throws IOException {
        earliest = Long.MAX_VALUE;
        Iterator<Map.Entry<String, Long>> entries = keepUntil.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Long> entry = entries.next();
            if (entry.getValue() <= nowMillis) {
                // another process may have prolonged it meanwhile
                entry.setValue(keepUntil(entry.getKey()));
            }
            if (entry.getValue() <= nowMillis) {
                Files.deleteIfExists(folder.resolve(entry.getKey()));
                entries.remove();
                oneLess(entry.getKey());
            } else {
                earliest = Math.min(earliest, entry.getValue());
            }
        }
    }

    /** Until when a file is to be kept: for ever when it does not say so. */
    private long keepUntil(String name) throws IOException {
        byte[] head = new byte[ReplayHead.BYTES];
        try (RandomAccessFile in = new RandomAccessFile(folder.resolve(name).toFile(), "r")) {
            if (in.length() < head.length) {
                return Long.MAX_VALUE;
            }
            in.readFully(head);
        } catch (java.io.FileNotFoundException removedMeanwhile) {
            if (Files.exists(folder.resolve(name))) {
                throw removedMeanwhile;
            }
            return 0;
        }
        Optional<ReplayHead> decoded = ReplayHead.decode(head);
        return decoded.map(ReplayHead::keepUntilMillis).orElse(Long.MAX_VALUE);
    }
}

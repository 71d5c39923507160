// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many windows there are, and whose ({@code spec/home.md} §8): a small file beside them, so that a process that handles one message need not
 * look at all. Counts a window before it is made, so it may tell too many and never too few; counting the folder anew mends it. Under the
 * table's lock.
 */
final class ReplayTally {
    static final String FILE = "tally";

    private static final byte[] START = {'b', 'u', 'l', 't', 1, 0, 0, 0};
    private static final int HEAD_BYTES = START.length + 8 + 8 + 4;
    private static final int ENTRY_BYTES = 8 + 4;
    private static final int SUM_BYTES = 16;
    private static final int MOST_BYTES = 1 << 24;
    private static final int SENDERS_SHARE = 8;
    private static final long SWEEP_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long OVER_MILLIS = Duration.ofSeconds(1).toMillis();
    private static final long FULL_MILLIS = Duration.ofSeconds(10).toMillis();

    private final Path folder;
    private final int most;

    ReplayTally(Path folder, int most) {
        this.folder = folder;
        this.most = most;
    }

    /** What the file says: when the folder was counted, when the first window may go, and how many each sender has. */
    private record Count(long countedMillis, long earliestMillis, Map<Long, Integer> bySender) {
        int total() {
            return bySender.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Counts one window more; false when there is no room. Removes what need not be kept any longer, when that was not done lately. */
    boolean add(ReplayHead window, Instant now) throws IOException {
        long millis = now.toEpochMilli();
        Optional<Count> told = read();
        Count count = told.isPresent() && !stale(told.get(), millis) ? told.get() : count(millis);
        if (full(count, window) && millis - count.countedMillis() >= pauseMillis(count, millis)) {
            count = count(millis);
        }
        if (full(count, window)) {
            return false;
        }
        count.bySender().merge(sender(window.fileName()), 1, Integer::sum);
        write(new Count(
                count.countedMillis(), Math.min(count.earliestMillis(), window.keepUntilMillis()), count.bySender()));
        return true;
    }

    private static boolean stale(Count count, long nowMillis) {
        long age = nowMillis - count.countedMillis();
        return age < 0 || (age >= SWEEP_MILLIS && count.earliestMillis() <= nowMillis);
    }

    /** How long a full folder is not counted again, since that takes its time: less when something is known to be over. */
    private static long pauseMillis(Count count, long nowMillis) {
        return count.earliestMillis() <= nowMillis ? OVER_MILLIS : FULL_MILLIS;
    }

    private boolean full(Count count, ReplayHead window) {
        return count.total() >= most
                || count.bySender().getOrDefault(sender(window.fileName()), 0) >= most / SENDERS_SHARE;
    }

    private static long sender(String fileName) {
        return Long.parseUnsignedLong(ReplayHead.senderOf(fileName), 16);
    }

    /** Counts the folder, and removes what is over. */
    private Count count(long nowMillis) throws IOException {
        long earliest = Long.MAX_VALUE;
        Map<Long, Integer> bySender = new TreeMap<>();
        for (String name : Disk.all(folder)) {
            if (name.startsWith(".")) {
                Files.deleteIfExists(folder.resolve(name));
            } else if (ReplayHead.isFileName(name)) {
                long keepUntil = keepUntil(name);
                if (keepUntil <= nowMillis) {
                    Files.deleteIfExists(folder.resolve(name));
                } else {
                    earliest = Math.min(earliest, keepUntil);
                    bySender.merge(sender(name), 1, Integer::sum);
                }
            }
        }
        Count count = new Count(nowMillis, earliest, bySender);
        write(count);
        return count;
    }

    /** Until when a file is to be kept: for ever when it does not say so. */
    private long keepUntil(String name) throws IOException {
        byte[] head = new byte[ReplayHead.BYTES];
        try (RandomAccessFile in = new RandomAccessFile(folder.resolve(name).toFile(), "r")) {
            if (in.length() < head.length) {
                return Long.MAX_VALUE;
            }
            in.readFully(head);
        } catch (FileNotFoundException removedMeanwhile) {
            if (Files.exists(folder.resolve(name))) {
                throw removedMeanwhile;
            }
            return 0;
        }
        return ReplayHead.decode(head).map(ReplayHead::keepUntilMillis).orElse(Long.MAX_VALUE);
    }

    /** Empty when there is none, or it is not what this class wrote. */
    private Optional<Count> read() throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file) || Files.size(file) > MOST_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        int body = bytes.length - SUM_BYTES;
        if (body < HEAD_BYTES
                || !Arrays.equals(START, Arrays.copyOf(bytes, START.length))
                || !Arrays.equals(sum(bytes, body), Arrays.copyOfRange(bytes, body, bytes.length))) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, START.length, body - START.length);
        long counted = in.getLong();
        long earliest = in.getLong();
        int senders = in.getInt();
        if (senders < 0 || in.remaining() != (long) senders * ENTRY_BYTES) {
            return Optional.empty();
        }
        Map<Long, Integer> bySender = new TreeMap<>();
        for (int i = 0; i < senders; i++) {
            bySender.put(in.getLong(), in.getInt());
        }
        return Optional.of(new Count(counted, earliest, bySender));
    }

    private void write(Count count) throws IOException {
        int body = HEAD_BYTES + count.bySender().size() * ENTRY_BYTES;
        ByteBuffer out = ByteBuffer.allocate(body + SUM_BYTES);
        out.put(START).putLong(count.countedMillis()).putLong(count.earliestMillis());
        out.putInt(count.bySender().size());
        count.bySender().forEach((sender, windows) -> out.putLong(sender).putInt(windows));
        out.put(sum(out.array(), body));
        Path fresh = folder.resolve("." + FILE + Disk.TEMPORARY);
        Files.write(fresh, out.array());
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] sum(byte[] bytes, int length) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(bytes, 0, length);
            return Arrays.copyOf(hash.digest(), SUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }
}

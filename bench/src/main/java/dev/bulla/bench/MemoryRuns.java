// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Seals a generated stream and opens what came of it into nothing, in a JVM with little heap: that it ends at all shows that memory does not grow
 * with the message. Writes {@code memory.json}.
 */
final class MemoryRuns {
    private static final String[] COLLECTORS = {"UseSerialGC", "UseG1GC"};
    private static final int[] HEAP_MIB = {96, 64};

    private final Path results;
    private final long bytes;

    MemoryRuns(Path results, boolean quick) {
        this.results = results;
        this.bytes = quick ? 1L << 30 : 10L << 30;
    }

    void run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(FileRuns.roomyFolder(2 * bytes), "bulla-bench-");
        List<Map<String, Object>> rows = new ArrayList<>();
        try {
            new FileCommand(folder.resolve("keys")).make();
            for (String collector : COLLECTORS) {
                for (int heap : HEAP_MIB) {
                    rows.add(run(folder, collector, heap));
                }
            }
            Json.write(results.resolve("memory.json"), rows);
        } finally {
            FileRuns.delete(folder);
        }
    }

    private Map<String, Object> run(Path folder, String collector, int heap) throws IOException, InterruptedException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("collector", collector);
        row.put("heap_mib", heap);
        row.put("bytes", bytes);
        Program program = Program.java(
                List.of("-XX:+" + collector, "-Xmx" + heap + "m", "-Xlog:disable"),
                "stream",
                folder.toString(),
                Long.toString(bytes));
        try {
            long before = System.nanoTime();
            String[] peaks = program.output().split(" ", -1);
            row.put("outcome", "done");
            row.put("seconds", (System.nanoTime() - before) / 1e9);
            row.put("peak_bytes", Long.parseLong(peaks[0]));
            row.put("live_bytes", Long.parseLong(peaks[1]));
        } catch (IOException failed) {
            row.put("outcome", "failed");
        }
        Files.deleteIfExists(folder.resolve("sealed"));
        return row;
    }

    /** In the JVM with little heap: prints the most heap that was in use, garbage included, and the most that a collection left. */
    static void stream(Path folder, long bytes) throws IOException, InterruptedException {
        FileCommand command = new FileCommand(folder.resolve("keys"));
        Path sealed = folder.resolve("sealed");
        Live live = new Live();
        live.start();
        command.seal(() -> new Generated(bytes), bytes, sealed);
        long length = command.open(sealed, OutputStream.nullOutputStream());
        live.over = true;
        live.join();
        if (length != bytes) {
            throw new IOException(length + " bytes came back instead of " + bytes);
        }
        long peak = 0;
        for (MemoryPoolMXBean pool : heapPools()) {
            peak += pool.getPeakUsage().getUsed();
        }
        System.out.println(peak + " " + live.most);
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    /** Watches what collections leave. */
    private static final class Live extends Thread {
        private volatile boolean over;
        private volatile long most;

        @Override
        public void run() {
            while (!over) {
                long left = 0;
                for (MemoryPoolMXBean pool : heapPools()) {
                    left += pool.getCollectionUsage() == null
                            ? 0
                            : pool.getCollectionUsage().getUsed();
                }
                most = Math.max(most, left);
                try {
                    Thread.sleep(5);
                } catch (InterruptedException end) {
                    return;
                }
            }
        }
    }

    /** So many bytes out of nothing. */
    private static final class Generated extends InputStream {
        private final byte[] pattern = Payload.array(1 << 16);
        private long left;

        Generated(long bytes) {
            this.left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 7 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(left, Math.min(length, pattern.length));
            System.arraycopy(pattern, 0, into, offset, count);
            left -= count;
            return count;
        }
    }
}

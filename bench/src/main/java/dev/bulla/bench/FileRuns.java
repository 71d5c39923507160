// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Times whole processes that seal or open one large file of random bytes, start-up included, caches warm: ours, {@code age}, and what openssl's raw
 * algorithms and a plain copy take. The tools take turns, so that all of them see the same weather. Writes {@code files.json}.
 */
final class FileRuns {
    private static final String SEAL = "seal";
    private static final String OPEN = "open";

    private final Path root;
    private final Path results;
    private final Path folder;
    private final long bytes;
    private final int runs;
    private final List<Case> cases = new ArrayList<>();

    FileRuns(Path root, Path results, boolean quick) throws IOException {
        this.root = root;
        this.results = results;
        this.bytes = 1L << 30;
        this.runs = quick ? 3 : 5;
        this.folder = Files.createTempDirectory(roomyFolder(6 * bytes), "bulla-bench-");
    }

    /** A tool, what it does, how, and the file it makes. */
    private record Case(String tool, String operation, Program program, Path made, List<Double> seconds) {
        Case(String tool, String operation, Program program, Path made) {
            this(tool, operation, program, made, new ArrayList<>());
        }
    }

    /** Memory where it has room, else the disk of temporary files. */
    static Path roomyFolder(long bytes) throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean room = Files.isDirectory(memory) && Files.getFileStore(memory).getUsableSpace() > bytes;
        return room ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    void run() throws IOException, InterruptedException {
        try {
            Path plain = folder.resolve("plain");
            writeRandom(plain);
            prepare(plain);
            for (Case each : cases) {
                check(plain, each);
            }
            for (int i = 0; i < runs; i++) {
                for (Case each : cases) {
                    Files.deleteIfExists(each.made());
                    each.seconds().add(each.program().seconds());
                    if (each.operation().equals(OPEN)) {
                        Files.deleteIfExists(each.made());
                    }
                }
            }
            write();
        } finally {
            delete(folder);
        }
    }

    /** The first run warms what there is to warm and shows that the tool gives back what it was given. */
    private static void check(Path plain, Case each) throws IOException, InterruptedException {
        each.program().seconds();
        if (each.operation().equals(OPEN)) {
            if (Files.mismatch(plain, each.made()) >= 0) {
                throw new IOException(each.tool() + " does not give back what it was given");
            }
            Files.deleteIfExists(each.made());
        }
    }

    private void prepare(Path plain) throws IOException, InterruptedException {
        ours(plain);
        command(plain);
        age(plain);
        Path raw = folder.resolve("raw");
        String key = "0123456789abcdef".repeat(4);
        Program encrypt = Program.of(
                "openssl",
                "enc",
                "-aes-256-ctr",
                "-K",
                key,
                "-iv",
                key.substring(32),
                "-in",
                plain.toString(),
                "-out",
                raw.toString());
        cases.add(new Case("openssl enc -aes-256-ctr", "raw", encrypt, raw));
        Program hash = Program.of("openssl", "dgst", "-sha256", plain.toString());
        cases.add(new Case("openssl dgst -sha256", "raw", hash, folder.resolve("none")));
        cases.add(new Case("cp", "raw", Program.of("cp", plain.toString(), raw.toString()), raw));
    }

    private void ours(Path plain) throws IOException {
        Path keys = folder.resolve("keys");
        new FileCommand(keys).make();
        Path back = folder.resolve("back");
        for (String providers : new String[] {"portable", Providers.ACCP_AND_CONSCRYPT}) {
            Path sealed = folder.resolve("sealed-" + providers);
            List<String> options = List.of(
                    "-XX:+UseSerialGC",
                    "-Xlog:disable",
                    "-XX:+AutoCreateSharedArchive",
                    "-XX:SharedArchiveFile=" + folder.resolve(providers + ".jsa"),
                    "-Dbulla.providers=" + providers);
            String tool = "core's streams, " + providers;
            Program seal = Program.java(options, SEAL, keys.toString(), plain.toString(), sealed.toString());
            Program open = Program.java(options, OPEN, keys.toString(), sealed.toString(), back.toString());
            cases.add(new Case(tool, SEAL, seal, sealed));
            cases.add(new Case(tool, OPEN, open, back));
        }
    }

    /** The product's own command, where it is built. */
    private void command(Path plain) throws IOException, InterruptedException {
        String bulla = root.resolve("bulla").toString();
        String home = folder.resolve("home").toString();
        boolean there = Program.of(bulla, "--home", home, "init").works()
                && Program.of(bulla, "--home", home, "identity", "create", "alice")
                        .works()
                && Program.of(bulla, "--home", home, "identity", "create", "bob")
                        .works();
        if (!there) {
            System.err.println("bench: without ./bulla, which does not run yet");
            return;
        }
        Path sealed = folder.resolve("command-sealed");
        Path back = folder.resolve("back");
        Program seal = Program.of(
                bulla,
                "--home",
                home,
                SEAL,
                "--from",
                "alice",
                "--to",
                "bob",
                plain.toString(),
                "-o",
                sealed.toString());
        Program open = Program.of(
                bulla, "--home", home, OPEN, "--as", "bob", "--allow-replay", sealed.toString(), "-o", back.toString());
        cases.add(new Case("./bulla", SEAL, seal, sealed));
        cases.add(new Case("./bulla", OPEN, open, back));
    }

    private void age(Path plain) throws IOException, InterruptedException {
        if (!Program.of("age", "--version").works()) {
            System.err.println("bench: without age, which is not installed");
            return;
        }
        Path key = folder.resolve("age.key");
        Program.of("age-keygen", "-o", key.toString()).works();
        String recipient = Program.of("age-keygen", "-y", key.toString()).output();
        String tool = "age " + Program.of("age", "--version").output();
        Path sealed = folder.resolve("age-sealed");
        Path back = folder.resolve("back");
        Program seal = Program.of("age", "-r", recipient, "-o", sealed.toString(), plain.toString());
        Program open = Program.of("age", "-d", "-i", key.toString(), "-o", back.toString(), sealed.toString());
        cases.add(new Case(tool, SEAL, seal, sealed));
        cases.add(new Case(tool, OPEN, open, back));
    }

    private void writeRandom(Path file) throws IOException {
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += block.length) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    private void write() throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Case each : cases) {
            List<Double> sorted = new ArrayList<>(each.seconds());
            Collections.sort(sorted);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("tool", each.tool());
            row.put("operation", each.operation());
            row.put("bytes", bytes);
            row.put("median", sorted.get(sorted.size() / 2));
            row.put("seconds", each.seconds());
            row.put("command", each.program().text().replace(folder.toString(), "DIR"));
            row.put("folder", folder.resolveSibling("").toString());
            rows.add(row);
        }
        Json.write(results.resolve("files.json"), rows);
    }

    static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (var walk = Files.walk(folder)) {
            paths = new ArrayList<>(walk.toList());
        }
        Collections.reverse(paths);
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}

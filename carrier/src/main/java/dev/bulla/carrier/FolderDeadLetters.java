// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Dead letters as files. A name is the UTC time to the microsecond and the first 16 bytes of the SHA-256 of the sealed bytes. The note is
 * written before the message, so that a {@code .bulla} file always has its {@code .txt}. One writer at a time; safe for many threads.
 */
final class FolderDeadLetters implements DeadLetters {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int NAME_DIGEST_BYTES = 16;

    private final Path folder;
    private final long maxBytes;
    private final InstantSource clock;
    private long bytes;

    private FolderDeadLetters(Path folder, long maxBytes, InstantSource clock, long bytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.bytes = bytes;
    }

    static FolderDeadLetters open(Path folder, long maxBytes, InstantSource clock) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, owner(folder, "rwx------"));
            }
            return new FolderDeadLetters(folder, maxBytes, clock, sizeOf(folder));
        } catch (IOException failed) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, RETRY_AFTER, failed);
        }
    }

    @Override
    public synchronized void keep(String topic, Bytes sealed, Reason reason) {
        String name = TIME.format(clock.instant()) + "-" + digest(sealed);
        byte[] note = ("topic=" + topic.replaceAll("\\p{Cntrl}", "?") + "\nreason=" + reason + "\n")
                .getBytes(StandardCharsets.UTF_8);
        long added = (long) note.length + sealed.size();
        try {
            if (bytes + added > maxBytes) {
                bytes = sizeOf(folder); // a person may have made room
            }
            if (bytes + added > maxBytes) {
                throw new IOException("the folder of dead letters has reached " + maxBytes + " bytes");
            }
            write(name + ".txt", ByteBuffer.wrap(note));
            write(name + ".bulla", sealed.buffer());
            syncFolder();
            bytes += added;
        } catch (IOException failed) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, RETRY_AFTER, failed);
        }
    }

    private void write(String name, ByteBuffer content) throws IOException {
        Path temporary = Files.createTempFile(folder, ".", ".part", owner(folder, "rw-------"));
        try {
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                while (content.hasRemaining()) {
                    file.write(content);
                }
                file.force(true);
            }
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
    }

    /** Makes the new names last; only where the system can open a folder. */
    private void syncFolder() throws IOException {
        if (posix(folder)) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static long sizeOf(Path folder) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                sum += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
        }
        return sum;
    }

    private static FileAttribute<?>[] owner(Path path, String permissions) {
        return posix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        Set<String> views = path.getFileSystem().supportedFileAttributeViews();
        return views.contains("posix");
    }

    private static String digest(Bytes sealed) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(sealed.buffer());
            return HexFormat.of().formatHex(sha256.digest(), 0, NAME_DIGEST_BYTES);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}

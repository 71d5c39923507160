// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Files and folders that only their owner may use, changed so that the end of the process at any moment leaves either the old or the new
 * ({@code spec/home.md} §7). Tests end it before any {@link Step}.
 */
final class Disk {
    static final int MOST_BYTES = 1 << 21;
    static final String TEMPORARY = ".tmp";

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] PRIVATE_FILE = attribute("rw-------");
    private static final FileAttribute<?>[] PRIVATE_FOLDER = attribute("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Step step;

    Disk(Step step) {
        this.step = step;
    }

    /** Told before each change that the disk sees. */
    interface Step {
        void before(String change);
    }

    static Disk real() {
        return new Disk(change -> {});
    }

    static FileAttribute<?>[] privateFile() {
        return PRIVATE_FILE.clone();
    }

    private static FileAttribute<?>[] attribute(String mode) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Makes a folder, unless it is there. */
    void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            step.before("make folder " + folder);
            Files.createDirectory(folder, PRIVATE_FOLDER);
            sync(parent(folder));
        }
    }

    /** Makes an empty file that is not there. */
    void mark(Path file) throws IOException {
        step.before("mark " + file);
        Files.createFile(file, PRIVATE_FILE);
        sync(parent(file));
    }

    /** Puts a file in place of the one that is there, if any. With {@code shred} the old content is overwritten afterwards. */
    void replace(Path file, byte[] content, boolean shred) throws IOException {
        Path temporary = temporary(file);
        Files.deleteIfExists(temporary);
        step.before("write " + temporary);
        try (FileChannel out = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE)) {
            write(out, content.length / 2, content);
            step.before("sync " + temporary);
            out.force(true);
        }
        move(temporary, file, shred);
    }

    /** Gives a file or folder another name; a file of that name is replaced, and with {@code shred} its content overwritten afterwards. */
    void move(Path from, Path to, boolean shred) throws IOException {
        try (FileChannel old = shred && Files.exists(to) ? FileChannel.open(to, StandardOpenOption.WRITE) : null) {
            step.before("rename to " + to);
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            step.before("sync folder of " + to);
            sync(parent(to));
            if (old != null) {
                step.before("shred what was " + to);
                zero(old);
            }
        }
    }

    /** Overwrites a file with zeros and removes it, if it is there. From the first step on nobody finds it under its name. */
    void shred(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean unfinished = isTemporary(file.getFileName().toString());
        Path temporary = unfinished ? file : temporary(file);
        if (!unfinished) {
            move(file, temporary, true);
        }
        step.before("shred " + temporary);
        try (FileChannel old = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            zero(old);
        }
        delete(temporary);
    }

    /** Whether a name is one of an unfinished file. */
    static boolean isTemporary(String name) {
        return name.startsWith(".") && name.endsWith(TEMPORARY);
    }

    private static Path temporary(Path file) {
        return file.resolveSibling("." + file.getFileName() + TEMPORARY);
    }

    /** Removes a file or an empty folder, if it is there. */
    void delete(Path file) throws IOException {
        step.before("remove " + file);
        if (Files.deleteIfExists(file)) {
            sync(parent(file));
        }
    }

    /** The content, or empty when there is no such file; {@link Problem#HOME_DAMAGED} past {@value #MOST_BYTES} bytes. */
    static Optional<byte[]> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new Refused(Problem.HOME_DAMAGED, file.toString());
            }
            return Optional.of(content);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** The names in a folder, unfinished ones too; none when there is no such folder. */
    static SortedSet<String> all(Path folder) throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (NoSuchFileException absent) {
            return names;
        }
        return names;
    }

    /** The names in a folder without those of unfinished work. */
    static SortedSet<String> names(Path folder) throws IOException {
        SortedSet<String> names = all(folder);
        names.removeIf(name -> name.startsWith("."));
        return names;
    }

    /** Refuses a file with secrets that others than its owner have any right on. */
    static void checkPrivate(Path file) throws IOException {
        checkRights(file, OTHERS, "others may use " + file + "; run: chmod 600 " + file);
    }

    /** Refuses a folder in which others than its owner may exchange files. */
    static void checkFolder(Path folder) throws IOException {
        checkRights(folder, OTHERS_WRITE, "others may write in " + folder + "; run: chmod 700 " + folder);
    }

    private static void checkRights(Path file, Set<PosixFilePermission> refused, String about) throws IOException {
        if (POSIX) {
            Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
            rights.addAll(Files.getPosixFilePermissions(file));
            rights.retainAll(refused);
            if (!rights.isEmpty()) {
                throw new Refused(Problem.STORE_UNAVAILABLE, about);
            }
        }
    }

    /** In two pieces, so that a test can end it between them. */
    private void write(FileChannel out, int half, byte[] content) throws IOException {
        writeAll(out, ByteBuffer.wrap(content, 0, half));
        step.before("write the rest");
        writeAll(out, ByteBuffer.wrap(content, half, content.length - half));
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void zero(FileChannel old) throws IOException {
        old.position(0);
        writeAll(old, ByteBuffer.allocate((int) Math.min(old.size(), MOST_BYTES)));
        old.force(true);
    }

    private static void sync(Path folder) throws IOException {
        if (POSIX) {
            try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
                opened.force(true);
            }
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }
}

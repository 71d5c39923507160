// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A data folder, for the owner only, held by one broker at a time. The broker's own lock would wait without end. */
final class FolderLock implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    static FolderLock take(Path folder) {
        @Nullable FileChannel file = null;
        try {
            Files.createDirectories(folder, ownerOnly(folder));
            file = FileChannel.open(folder.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (file.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
            return new FolderLock(file);
        } catch (OverlappingFileLockException taken) {
            closeQuietly(file);
            throw new UnavailableException(Problem.HOME_LOCKED, RETRY_AFTER, taken);
        } catch (IOException failed) {
            closeQuietly(file);
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, RETRY_AFTER, failed);
        }
    }

    @Override
    public void close() {
        closeQuietly(file);
    }

    private static void closeQuietly(@Nullable FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException ended) {
            // The lock ends with the process at the latest.
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}

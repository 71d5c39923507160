// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What changes when a file, or a file of a folder, is replaced. Every replacement is a rename, so the file's key on disk changes too, not only
 * its time, which some disks keep coarsely.
 *
 * @param files one line a file
 */
record Stamp(List<String> files) {
    static Stamp of(Path fileOrFolder) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            lines.add(line(fileOrFolder));
            for (String name : Disk.names(fileOrFolder)) {
                lines.add(name + " " + line(fileOrFolder.resolve(name)));
            }
        } catch (NotDirectoryException file) {
            return new Stamp(List.copyOf(lines));
        } catch (NoSuchFileException goneMeanwhile) {
            lines.add("gone");
        }
        return new Stamp(List.copyOf(lines));
    }

    /** By hand, like {@link #hashCode}: the method a record gets is made at run time, which a short command waits for. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stamp that && files.equals(that.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    private static String line(Path file) throws IOException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime().toMillis() + " "
                + now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Part;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The folder of {@code --out-dir}: all readable parts under their names, or none. Nothing that is there is overwritten. Not for many threads. */
final class Parts implements AutoCloseable {
    private static final int PIECE_BYTES = 1 << 18;

    private final Call call;
    private final Path folder;
    private final boolean made;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Path> named = new ArrayList<>();
    private boolean committed;

    Parts(Call call, Path folder) {
        this.call = call;
        this.folder = folder;
        this.made = !Files.exists(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException broken) {
            throw Output.broken(folder.toString(), broken);
        }
    }

    /** Writes a part, not yet under its name. */
    boolean write(Part.Readable part, Progress progress) {
        Path file = folder.resolve(part.name()).normalize();
        if (!folder.equals(file.getParent())) {
            throw Failure.of(Problem.MALFORMED, "the part " + Shown.text(part.name()) + " would leave the folder", "");
        }
        vacant(file);
        Output out = Output.file(call, file, part.name());
        outputs.add(out);
        files.put(part.name(), file);
        progress.begin("writing " + part.name(), part.length());
        copy(part, out, progress);
        out.finish();
        return true;
    }

    /** Copies a part. */
    static void copy(Part.Readable part, Output out, Progress progress) {
        try (InputStream content = progress.watch(part.stream())) {
            OutputStream to = out.stream();
            // Larger than the buffer of a file, which therefore does not copy it again.
            byte[] piece = new byte[PIECE_BYTES];
            for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
                to.write(piece, 0, read);
            }
        } catch (IOException broken) {
            throw Input.broken("part " + part.name(), broken);
        }
    }

    /** Gives all files their names. */
    void commit() {
        for (Output output : outputs) {
            Path file = output.file().orElseThrow();
            vacant(file);
            output.commit();
            named.add(file);
        }
        committed = true;
    }

    private static void vacant(Path file) {
        if (Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.of(
                    Problem.EXISTS, file + " is there already", "--out-dir overwrites nothing; name another folder");
        }
    }

    /** Where the parts are. */
    Map<String, Path> files() {
        return files;
    }

    @Override
    public void close() {
        outputs.forEach(Output::close);
        if (!committed) {
            named.forEach(Parts::delete);
            if (made) {
                delete(folder);
            }
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException unimportant) {
            // what is in it is somebody else's
        }
    }
}

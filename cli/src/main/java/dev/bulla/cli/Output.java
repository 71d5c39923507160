// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Problem;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where data goes. A file is written under another name in the same folder and gets its own only by {@link #commit()}: until then nothing is seen of it,
 * and a file of that name stays as it was. Stdout, devices and pipes are written as they are. Not for many threads.
 */
final class Output implements AutoCloseable {
    /** Whoever read it has enough, as {@code head} has. */
    private static final String BROKEN_PIPE = "Broken pipe";

    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final OutputStream stream;
    private final @Nullable Path part;
    private final @Nullable Path file;
    private final Leftovers.@Nullable Duty duty;
    private boolean closed;

    private Output(
            String name, OutputStream stream, @Nullable Path part, @Nullable Path file, Leftovers.@Nullable Duty duty) {
        this.name = name;
        this.stream = stream;
        this.part = part;
        this.file = file;
        this.duty = duty;
    }

    /**
     * Opens what {@code -o} names; without it, or for {@code -}, stdout.
     *
     * @param binary whether a terminal would not like it: then it is not written to one unless {@code -o -} insists
     */
    static Output open(Call call, Optional<String> name, boolean binary) {
        if (name.isEmpty() || name.get().equals("-")) {
            if (binary && name.isEmpty() && call.terminal().ends().out()) {
                throw Failure.usage(
                        "this is binary and stdout is a terminal", "name a file with -o FILE, or insist with -o -");
            }
            return new Output("stdout", call.terminal().out(), null, null, null);
        }
        return file(call, call.terminal().path(name.get()), name.get());
    }

    /** Opens a file. */
    static Output file(Call call, Path named, String shown) {
        try {
            Path file = Files.exists(named) ? named.toRealPath() : named;
            if (Files.isDirectory(file)) {
                throw Failure.usage(Shown.text(shown) + " is a folder", "name a file");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return new Output(
                        shown, buffered(Files.newOutputStream(file, StandardOpenOption.WRITE)), null, null, null);
            }
            String random =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            Path part = file.resolveSibling(".bulla-" + random + ".part");
            OutputStream stream =
                    buffered(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            Leftovers.Duty duty = call.leftovers().add(() -> delete(part));
            return new Output(shown, stream, part, file, duty);
        } catch (IOException broken) {
            throw broken(shown, broken);
        }
    }

    private static OutputStream buffered(OutputStream stream) {
        return new BufferedOutputStream(stream, BUFFER_BYTES);
    }

    /** Where to write. Its failures are told apart from those of a source. */
    OutputStream stream() {
        return new FilterOutputStream(stream) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException broken) {
                    throw broken(name, broken);
                }
            }

            @Override
            public void close() {}
        };
    }

    /** The file, if it is one. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** All is written. A file is complete now, and still has its other name. */
    void finish() {
        try {
            stream.flush();
            if (!name.equals("stdout") || file != null) {
                stream.close();
            }
        } catch (IOException broken) {
            throw broken(name, broken);
        }
    }

    /** Gives the file its name. */
    void commit() {
        finish();
        Path from = part;
        Path to = file;
        if (from != null && to != null && !closed) {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException broken) {
                throw broken(name, broken);
            }
            closed = true;
            settle();
        }
    }

    /** Without {@link #commit()} before, nothing is left behind. */
    @Override
    public void close() {
        Path written = part;
        if (written != null && !closed) {
            closed = true;
            try {
                stream.close();
            } catch (IOException unimportant) {
                // it is deleted anyway
            }
            delete(written);
            settle();
        }
    }

    private void settle() {
        if (duty != null) {
            duty.settle();
        }
    }

    private static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException unimportant) {
            // its name says what it is
        }
    }

    /** Writing failed. */
    static Failure broken(String name, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Failure.usage("there is no folder for " + Shown.text(name), "make it first");
        }
        if (BROKEN_PIPE.equals(cause.getMessage())) {
            return Failure.silent(Problem.STORE_UNAVAILABLE);
        }
        String why = cause instanceof AccessDeniedException ? "permission denied" : String.valueOf(cause.getMessage());
        return Failure.of(
                Problem.STORE_UNAVAILABLE,
                "cannot write " + Shown.text(name) + ": " + why,
                Problem.STORE_UNAVAILABLE.hint());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Content;
import dev.bulla.core.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where data comes from: a file, or stdin when none is named or the name is {@code -}.
 *
 * @param name what to call it when it fails
 * @param file the file, if it can be read many times
 * @param bytes its size, if it is known
 * @param source opens it; what is not a file opens once
 */
record Input(String name, Optional<Path> file, OptionalLong bytes, Content.Source source) {
    private static final Set<PosixFilePermission> OTHERS_READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final int PEEK_BYTES = 1 << 20;

    /** Opens what a person named. */
    static Input of(Call call, Optional<String> name) {
        return name.isEmpty() || name.get().equals("-")
                ? stdin(call)
                : file(call.terminal().path(name.get()), name.get());
    }

    private static Input file(Path file, String shown) {
        if (Files.isDirectory(file)) {
            throw Failure.usage(Shown.text(shown) + " is a folder", "name a file");
        }
        if (!Files.exists(file)) {
            throw Failure.usage("there is no file " + Shown.text(shown), "check its name; - is stdin");
        }
        if (!Files.isReadable(file)) {
            throw Failure.usage("cannot read " + Shown.text(shown) + ": permission denied", "check its permissions");
        }
        try {
            boolean again = Files.isRegularFile(file);
            OptionalLong size = again ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
            return again
                    ? new Input(shown, Optional.of(file), size, () -> Files.newInputStream(file))
                    : new Input(
                            shown, Optional.empty(), size, () -> new BufferedInputStream(Files.newInputStream(file)));
        } catch (IOException broken) {
            throw broken(shown, broken);
        }
    }

    /** Looks ahead a little: what ends soon is known to be small. */
    private static Input stdin(Call call) {
        if (call.terminal().ends().in()) {
            call.note("reading from the terminal; end with Ctrl-D");
        }
        InputStream in = call.terminal().in();
        try {
            byte[] start = in.readNBytes(PEEK_BYTES);
            InputStream known = new ByteArrayInputStream(start);
            if (start.length < PEEK_BYTES) {
                return new Input("stdin", Optional.empty(), OptionalLong.of(start.length), () -> known);
            }
            return new Input("stdin", Optional.empty(), OptionalLong.empty(), () -> new SequenceInputStream(known, in));
        } catch (IOException broken) {
            throw broken("stdin", broken);
        }
    }

    /** About how much work it is: what nobody knows is taken for much. */
    long work() {
        return bytes.orElse(Long.MAX_VALUE / 2);
    }

    /** At most so many bytes of it. */
    byte[] read(int most) {
        try (InputStream in = source.open()) {
            byte[] all = in.readNBytes(most + 1);
            if (all.length > most) {
                throw Failure.of(
                        Problem.LIMIT_EXCEEDED,
                        Shown.text(name) + " is larger than " + Shown.size(most),
                        "this takes nothing longer; bulla seal and bulla open take files of any length");
            }
            return all;
        } catch (IOException broken) {
            throw broken(name, broken);
        }
    }

    /** Tells of a file with a secret that others may read. */
    static void warnIfShared(Call call, Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS_READ::contains)) {
                call.warn("others may read " + Shown.text(file.toString()) + ", which is secret; run: chmod 600 "
                        + Shown.text(file.toString()));
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            // what reads it tells more
        }
    }

    /** Reading failed. */
    static Failure broken(String name, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return Failure.usage("there is no file " + Shown.text(name), "check its name");
        }
        String why = cause instanceof AccessDeniedException ? "permission denied" : String.valueOf(cause.getMessage());
        return Failure.of(
                Problem.STORE_UNAVAILABLE,
                "cannot read " + Shown.text(name) + ": " + why,
                Problem.STORE_UNAVAILABLE.hint());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of the world: its three streams, the environment and the current folder. Tests hand in their own.
 *
 * @param in data in
 * @param out data out
 * @param err everything for people
 * @param ends which of the streams a person sits at
 * @param environment the variables
 * @param folder what relative paths are relative to
 */
record Terminal(
        InputStream in, OutputStream out, PrintStream err, Ends ends, Map<String, String> environment, Path folder) {
    private static final int BUFFER_BYTES = 1 << 16;

    /** At which streams a person sits. */
    record Ends(boolean in, boolean out, boolean err) {
        /** Nobody. */
        static Ends pipes() {
            return new Ends(false, false, false);
        }
    }

    /** That of this process. */
    static Terminal ofProcess() {
        Ends ends = new Ends(person(0), person(1), person(2));
        return new Terminal(
                new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER_BYTES),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                ends,
                System.getenv(),
                Path.of("").toAbsolutePath());
    }

    /** Java tells only whether both ends of the console are there; Linux tells each. */
    @SuppressWarnings("SystemConsoleNull") // on other systems than Linux the best there is
    private static boolean person(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return !Files.exists(Path.of("/proc/self")) && System.console() != null;
        }
    }

    /** A file as the person named it. */
    Path path(String name) {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException unknown) {
            throw Failure.usage(
                    Shown.text(name) + " is no name of a file in this locale",
                    "LC_ALL=C.UTF-8 lets file names have all letters");
        }
    }
}

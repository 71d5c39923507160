// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One file of vectors/ (vectors/README.md): lines of {@code key: value}, an empty line, bytes in base64. */
final class VectorFile {
    /** A line above the body. */
    record Line(String key, String value) {}

    private final Path path;
    private final List<Line> lines = new ArrayList<>();
    private final byte[] body;

    private VectorFile(Path path, List<String> text) {
        this.path = path;
        int end = text.indexOf("");
        if (end < 0) {
            throw new IllegalArgumentException(path + " has no empty line");
        }
        for (String line : text.subList(0, end)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(path + ": " + line);
            }
            String value = line.substring(colon + 1);
            lines.add(new Line(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value));
        }
        body = Base64.getDecoder().decode(String.join("", text.subList(end + 1, text.size())));
    }

    static VectorFile read(Path path) {
        try {
            return new VectorFile(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder vectors/, found upwards from the working directory. */
    static Path root() {
        Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("vectors/README.md"))) {
                return at.resolve("vectors");
            }
        }
        throw new IllegalStateException("no vectors/README.md above " + start);
    }

    /** All files of a folder below vectors/; none when there is no such folder. */
    static List<VectorFile> folder(String name) {
        Path folder = root().resolve(name);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".vec"))
                    .sorted()
                    .map(VectorFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    Path path() {
        return path;
    }

    byte[] body() {
        return body;
    }

    List<Line> lines() {
        return lines;
    }

    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.key().equals(key))
                .map(Line::value)
                .toList();
    }

    Optional<String> one(String key) {
        List<String> values = all(key);
        if (values.size() > 1) {
            throw new IllegalArgumentException(path + " repeats " + key);
        }
        return values.stream().findFirst();
    }

    String required(String key) {
        return one(key).orElseThrow(() -> new IllegalArgumentException(path + " has no " + key));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One file of {@code vectors/}, as {@code vectors/README.md} describes it.
 *
 * @param folder below {@code vectors/}
 * @param name without the ending
 */
record VectorText(String folder, String name, List<Line> lines, byte[] body) {
    private static final int WIDTH = 120;

    /** A line above the body. */
    record Line(String key, String value) {}

    static Path root() {
        return Path.of(System.getProperty("bulla.root", System.getProperty("user.dir") + "/.."))
                .resolve("vectors");
    }

    String path() {
        return folder + "/" + name + ".vec";
    }

    String print() {
        StringBuilder out = new StringBuilder();
        for (Line line : lines) {
            if (line.value().indexOf('\n') >= 0) {
                throw new IllegalArgumentException(path() + ": a value of two lines");
            }
            out.append(line.key()).append(": ").append(line.value()).append('\n');
        }
        out.append('\n');
        String base64 = Base64.getEncoder().encodeToString(body);
        for (int at = 0; at < base64.length(); at += WIDTH) {
            out.append(base64, at, Math.min(base64.length(), at + WIDTH)).append('\n');
        }
        return out.toString();
    }

    static VectorText parse(String folder, String name, String text) {
        int end = text.startsWith("\n") ? 0 : text.indexOf("\n\n") + 1;
        List<Line> lines = new ArrayList<>();
        text.substring(0, end).lines().forEach(line -> {
            int colon = line.indexOf(": ");
            lines.add(new Line(line.substring(0, colon), line.substring(colon + 2)));
        });
        byte[] body = Base64.getDecoder().decode(text.substring(end + 1).replace("\n", ""));
        return new VectorText(folder, name, lines, body);
    }

    static List<VectorText> read(String folder) {
        try (Stream<Path> files = Files.list(root().resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".vec"))
                    .sorted()
                    .map(file -> parse(folder, file.getFileName().toString().replace(".vec", ""), text(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.key().equals(key))
                .map(Line::value)
                .toList();
    }

    Optional<String> one(String key) {
        return all(key).stream().findFirst();
    }

    String required(String key) {
        return one(key).orElseThrow(() -> new IllegalArgumentException(path() + " has no " + key));
    }

    @Override
    public String toString() {
        return path();
    }
}

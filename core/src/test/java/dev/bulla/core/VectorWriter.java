// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes all vectors anew: {@code vectors/regenerate} runs it. */
final class VectorWriter {
    static final List<String> FOLDERS =
            List.of("cast", "identity/valid", "identity/invalid", "envelope/valid", "envelope/invalid");

    private VectorWriter() {}

    static void write(Path root) throws IOException {
        List<VectorText> made = VectorCases.all();
        for (String folder : FOLDERS) {
            Files.createDirectories(root.resolve(folder));
            try (Stream<Path> old = Files.list(root.resolve(folder))) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
        for (VectorText vector : made) {
            Files.writeString(root.resolve(vector.path()), vector.print());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One file of {@code vectors/nkeys}. */
record VectorFile(String path, Map<String, String> lines, Bytes body) {
    static List<VectorFile> of(String folder) {
        Path all = Path.of(System.getProperty("bulla.root", ".."))
                .resolve("vectors/nkeys")
                .resolve(folder);
        try (Stream<Path> files = Files.list(all)) {
            List<VectorFile> read = files.sorted().map(VectorFile::read).toList();
            assertThat(read).isNotEmpty();
            return read;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static VectorFile read(Path file) {
        try {
            String text = Files.readString(file);
            int end = text.indexOf("\n\n");
            Map<String, String> lines = new HashMap<>();
            text.substring(0, end).lines().forEach(line -> {
                int colon = line.indexOf(": ");
                lines.put(line.substring(0, colon), line.substring(colon + 2));
            });
            byte[] body = Base64.getDecoder().decode(text.substring(end + 2).replace("\n", ""));
            return new VectorFile(file.toString(), lines, Bytes.of(body));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String line(String key) {
        String value = lines.get(key);
        if (value == null) {
            throw new IllegalArgumentException(path + " has no " + key);
        }
        return value;
    }

    Nkey key(String line) {
        return Nkey.parse(line(line)).orThrow();
    }

    NkeySeed seed(String line) {
        return NkeySeed.parse(secret(line(line))).orThrow();
    }

    static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The body as a text of one character for each byte. */
    String bodyText() {
        return new String(body.toArray(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return path.replaceAll(".*/vectors/", "");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.vault.Unlocking;
import java.io.IOException;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What unlocks the home: its own file, or the first line of another. */
final class Passphrases {
    private static final int MOST_CHARACTERS = 1024;

    private Passphrases() {}

    static Unlocking unlocking(String property) {
        String file = property;
        if (file.isBlank()) {
            String named = System.getenv("BULLA_PASSPHRASE_FILE");
            file = named == null ? "" : named;
        }
        return file.isBlank() ? Unlocking.rootKeyFile() : firstLine(Path.of(file));
    }

    private static Unlocking firstLine(Path file) {
        char[] room = new char[MOST_CHARACTERS];
        char[] line = new char[0];
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            CharBuffer read = CharBuffer.wrap(room);
            while (read.hasRemaining() && reader.read(read) >= 0) {
                // until the end or enough
            }
            int end = 0;
            while (end < read.position() && room[end] != '\n' && room[end] != '\r') {
                end++;
            }
            line = Arrays.copyOf(room, end);
            return Unlocking.passphrase(line);
        } catch (IOException unreadable) {
            throw new BullaSetupException(
                    "the file with the passphrase cannot be read", "set bulla.passphrase-file to one that can");
        } finally {
            Arrays.fill(line, '\0');
            Arrays.fill(room, '\0');
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import dev.bulla.testkit.FixedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDeadLettersTest {
    @TempDir
    Path folder;

    @Test
    void theSealedBytesAndANoteAreKeptForTheOwnerOnly() throws IOException {
        Path dead = folder.resolve("dead");
        DeadLetters letters = FolderDeadLetters.open(dead, 1 << 20, FixedClock.parse("2026-03-01T12:00:00.5Z"));
        letters.keep("orders\n/new", Bytes.utf8("abc"), DeadLetters.Reason.REFUSED);

        // Digest: printf abc | sha256sum
        String name = "20260301T120000.500000Z-ba7816bf8f01cfea414140de5dae2223";
        assertThat(names(dead)).containsExactlyInAnyOrder(name + ".bulla", name + ".txt");
        assertThat(Files.readString(dead.resolve(name + ".bulla"))).isEqualTo("abc");
        assertThat(Files.readString(dead.resolve(name + ".txt"))).isEqualTo("topic=orders?/new\nreason=REFUSED\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dead.resolve(name + ".bulla"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dead)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFullFolderRefusesUntilAPersonMakesRoom() throws IOException {
        DeadLetters letters = DeadLetters.folder(folder, 200);
        letters.keep("t", Bytes.of(new byte[150]), DeadLetters.Reason.FAILED);
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> letters.keep("t", Bytes.of(new byte[100]), DeadLetters.Reason.FAILED))
                .matches(thrown -> thrown.problem() == Problem.STORE_UNAVAILABLE);
        assertThat(names(folder)).hasSize(2);
        for (String name : names(folder)) {
            Files.delete(folder.resolve(name));
        }
        letters.keep("t", Bytes.of(new byte[100]), DeadLetters.Reason.FAILED);
        assertThat(names(folder)).hasSize(2);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

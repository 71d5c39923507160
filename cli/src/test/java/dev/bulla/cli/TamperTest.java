// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a sealed message, the command refuses it and leaves no file. */
class TamperTest {
    @TempDir
    Path folder;

    @Test
    void everyChangedCutOrLongerMessageIsRefusedAndLeavesNoFile() throws Exception {
        Stage stage = new Stage(folder);
        stage.bulla("init");
        stage.bulla("identity", "create", "alice", "--suite", "classic");
        stage.bulla("identity", "create", "bob", "--suite", "classic");
        Files.writeString(folder.resolve("pii"), "4111");
        Stage.Answer sealed = stage.bulla(
                "two apples".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "seal",
                "--from",
                "alice",
                "--to",
                "bob",
                "--part",
                "pii=pii:bob");
        byte[] letter = sealed.out();
        assertThat(letter.length).isGreaterThan(100);
        for (int i = 0; i < letter.length; i++) {
            byte[] changed = letter.clone();
            changed[i] ^= (byte) (1 << i % 8);
            refused(stage, changed, "byte " + i);
            refused(stage, Arrays.copyOf(letter, i), "cut to " + i);
        }
        refused(stage, Arrays.copyOf(letter, letter.length + 1), "a zero more");
        byte[] twice = Arrays.copyOf(letter, 2 * letter.length);
        System.arraycopy(letter, 0, twice, letter.length, letter.length);
        refused(stage, twice, "twice");
        Files.write(folder.resolve("letter"), letter);
        assertThat(stage.bulla("open", "--as", "bob", "letter", "-o", "out").status())
                .isZero();
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("two apples");
    }

    private void refused(Stage stage, byte[] bytes, String what) throws Exception {
        Files.write(folder.resolve("bad"), bytes);
        Stage.Answer answer = stage.bulla("open", "--as", "bob", "bad", "-o", "out");
        assertThat(answer.status()).as(what + ": " + answer.err()).isBetween(3, 4);
        assertThat(answer.out()).as(what).isEmpty();
        assertThat(folder.toFile().list()).as(what).containsExactlyInAnyOrder("home", "pii", "bad");
    }
}

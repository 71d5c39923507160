// SPDX-License-Identifier: Apache-2.0
package dev.bulla.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that the documents show are those that run here. */
class ShownExample {
    private static final Path ROOT = Path.of(System.getProperty("bulla.root", ".."));
    private static final Path EXAMPLES = ROOT.resolve("front/src/example/java/dev/bulla/example");

    @TempDir
    Path folder;

    @Test
    void theGuidesProgramRunsTwice() throws IOException {
        String program = Files.readString(EXAMPLES.resolve("FirstLetter.java"));
        assertThat(Files.readString(ROOT.resolve("docs/guide/library.md")))
                .contains(program.substring(program.indexOf("import ")).strip());
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            String home = folder.resolve("home").toString();
            FirstLetter.main(home);
            FirstLetter.main(home);
        } finally {
            System.setOut(before);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("alice says: two apples", "alice says: two apples");
    }

    @Test
    void theReadmeShowsTheLetter() throws IOException {
        String example = Files.readString(EXAMPLES.resolve("LetterExample.java"));
        int from = example.indexOf('\n', example.indexOf("// @start")) + 1;
        int end = example.lastIndexOf('\n', example.indexOf("// @end")) + 1;
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains(example.substring(from, end).stripTrailing().stripIndent());
    }
}

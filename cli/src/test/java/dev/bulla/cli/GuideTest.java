// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that {@code docs/guide/command.md} shows do what it says; a broker's are {@link CommandTest}'s. */
class GuideTest {
    private static final Pattern ECHO = Pattern.compile("echo '([^']*)' > (\\S+)");

    @TempDir
    Path folder;

    @Test
    void everyShownCommandSucceeds() throws Exception {
        Path guide = Path.of(System.getProperty("bulla.root", "..")).resolve("docs/guide/command.md");
        Stage stage = new Stage(folder);
        boolean shell = false;
        int run = 0;
        for (String line : Files.readAllLines(guide)) {
            if (line.startsWith("```")) {
                shell = !shell;
            } else if (shell && !line.contains("--via ")) {
                run++;
                Matcher echo = ECHO.matcher(line);
                if (echo.matches()) {
                    Files.writeString(folder.resolve(echo.group(2)), echo.group(1) + "\n");
                    continue;
                }
                List<String> words = List.of(line.split(" ", -1));
                assertThat(words.get(0)).as(line).isEqualTo("bulla");
                Stage.Answer answer = stage.bulla(words.subList(1, words.size()).toArray(new String[0]));
                assertThat(answer.status()).as(line + "\n" + answer.err()).isZero();
            }
        }
        assertThat(run).isGreaterThan(20);
    }
}

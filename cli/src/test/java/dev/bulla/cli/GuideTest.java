// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that {@code README.md} and {@code docs/guide/command.md} show do what they say; a broker's are {@link CommandTest}'s, the demo {@link DemoTest}'s. */
class GuideTest {
    private static final Pattern ECHO = Pattern.compile("echo '([^']*)' (> \\S+|\\| .*)");

    @TempDir
    Path folder;

    @Test
    void everyCommandOfTheGuideSucceeds() throws Exception {
        assertThat(run("docs/guide/command.md")).isGreaterThan(20);
    }

    @Test
    void everyCommandOfTheReadmeSucceeds() throws Exception {
        assertThat(run("README.md")).isEqualTo(5);
    }

    /** Runs the commands a document shows; how many. */
    private int run(String document) throws Exception {
        Path guide = Path.of(System.getProperty("bulla.root", "..")).resolve(document);
        Stage stage = new Stage(folder);
        boolean fenced = false;
        boolean shell = false;
        int run = 0;
        for (String line : Files.readAllLines(guide)) {
            if (line.startsWith("```")) {
                fenced = !fenced;
                shell = fenced && !line.equals("```java");
            } else if (shell && !line.contains("--via ") && !line.endsWith(" demo")) {
                run++;
                String command = line;
                String in = "";
                Matcher echo = ECHO.matcher(line);
                if (echo.matches()) {
                    in = echo.group(1) + "\n";
                    command = echo.group(2).substring(2);
                    if (echo.group(2).startsWith(">")) {
                        Files.writeString(folder.resolve(command), in);
                        continue;
                    }
                }
                List<String> words = List.of(command.split(" ", -1));
                assertThat(words.get(0)).as(line).isIn("bulla", "./bulla");
                Stage.Answer answer = stage.bulla(
                        in.getBytes(StandardCharsets.UTF_8),
                        words.subList(1, words.size()).toArray(new String[0]));
                assertThat(answer.status()).as(line + "\n" + answer.err()).isZero();
            }
        }
        return run;
    }
}

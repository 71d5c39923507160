// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts of {@code src/test/resources/scripts}, a line each:
 *
 * <pre>
 * bulla WORDS [&lt; FILE] [&gt; FILE]   must end with 0; after `!` with anything else
 * exit N                       the status of the command before
 * stdout|stderr 'TEXT'         what it said has this text; after `!` it has not
 * cmp A B · exists F           files; after `!` not
 * write F TEXT · random F N · sparse F N · env NAME VALUE · sleep MILLISECONDS
 * </pre>
 */
class ScriptsTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    Path folder;

    private Stage.Answer last = new Stage.Answer(0, new byte[0], "");

    static Stream<Path> scripts() throws IOException, URISyntaxException {
        URL where = Objects.requireNonNull(ScriptsTest.class.getResource("/scripts"));
        try (Stream<Path> files = Files.list(Path.of(where.toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void theScriptRuns(Path script) throws Exception {
        Stage stage = new Stage(folder);
        int number = 0;
        for (String line : Files.readAllLines(script)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                step(stage, line);
            } catch (AssertionError wrong) {
                throw new AssertionError(
                        script.getFileName() + ":" + number + ": " + line + "\n" + wrong.getMessage() + "\nstatus "
                                + last.status() + "\nstdout: " + last.text() + "\nstderr: " + last.err(),
                        wrong);
            }
        }
    }

    private void step(Stage stage, String line) throws Exception {
        List<String> words = words(line);
        boolean not = words.get(0).equals("!");
        if (not) {
            words.remove(0);
        }
        String verb = words.remove(0);
        switch (verb) {
            case "bulla" -> run(stage, words, not);
            case "exit" -> assertThat(last.status()).isEqualTo(Integer.parseInt(words.get(0)));
            case "stdout" -> said(last.text(), words.get(0), not);
            case "stderr" -> said(last.err(), words.get(0), not);
            case "cmp" ->
                assertThat(Files.mismatch(folder.resolve(words.get(0)), folder.resolve(words.get(1))) == -1)
                        .isEqualTo(!not);
            case "exists" ->
                assertThat(Files.exists(folder.resolve(words.get(0)))).isEqualTo(!not);
            case "write" -> Files.writeString(folder.resolve(words.get(0)), words.get(1) + "\n");
            case "random" -> Files.write(folder.resolve(words.get(0)), random(Integer.parseInt(words.get(1))));
            case "sparse" -> sparse(folder.resolve(words.get(0)), Long.parseLong(words.get(1)));
            case "env" -> stage.variable(words.get(0), words.get(1).replace("$PWD", folder.toString()));
            case "sleep" -> Thread.sleep(Long.parseLong(words.get(0)));
            default -> throw new AssertionError("no step is called " + verb);
        }
    }

    private void run(Stage stage, List<String> words, boolean not) throws IOException {
        Path in = redirection(words, "<");
        Path out = redirection(words, ">");
        try (InputStream stdin = in == null ? InputStream.nullInputStream() : Files.newInputStream(in)) {
            last = stage.bulla(stdin, words.toArray(new String[0]));
        }
        if (out != null) {
            Files.write(out, last.out());
        }
        if (not) {
            assertThat(last.status()).isNotZero();
        } else {
            assertThat(last.status()).isZero();
        }
    }

    private @org.jspecify.annotations.Nullable Path redirection(List<String> words, String sign) {
        int at = words.indexOf(sign);
        if (at < 0) {
            return null;
        }
        words.remove(at);
        return folder.resolve(words.remove(at));
    }

    private static void said(String all, String text, boolean not) {
        if (not) {
            assertThat(all).doesNotContain(text);
        } else {
            assertThat(all).contains(text);
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void sparse(Path file, long size) throws IOException {
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(size);
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }
}

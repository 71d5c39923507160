// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts cannot say. */
class CommandTest {
    @TempDir
    Path folder;

    private Stage stage(String... names) {
        Stage stage = new Stage(folder);
        stage.bulla("init");
        for (String name : names) {
            stage.bulla("identity", "create", name);
        }
        return stage;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void binaryIsNotWrittenToATerminalUnlessInsisted() {
        Stage stage = stage("alice");
        stage.ends(new Terminal.Ends(false, true, false));
        Stage.Answer refused = stage.bulla(utf8("hi"), "seal", "--from", "alice", "--to", "alice");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("stdout is a terminal");
        assertThat(stage.bulla(utf8("hi"), "seal", "--from", "alice", "--to", "alice", "-o", "-")
                        .status())
                .isZero();
        stage.bulla(new byte[] {0, 1, 2}, "seal", "--from", "alice", "--to", "alice", "-o", "letter");
        assertThat(stage.bulla("open", "--as", "alice", "letter").status()).isEqualTo(2);
        assertThat(stage.bulla("open", "--as", "alice", "letter", "-o", "-").out())
                .containsExactly(0, 1, 2);
        stage.bulla(utf8("two apples\n"), "seal", "--from", "alice", "--to", "alice", "-o", "text");
        assertThat(stage.bulla("open", "--as", "alice", "text").text()).isEqualTo("two apples\n");
    }

    @Test
    void aCborBombIsRefusedAtOnce() {
        Stage stage = stage("bob");
        byte[] bomb = new byte[1 << 20];
        Arrays.fill(bomb, (byte) 0x9f);
        for (String start :
                new String[] {"da62756c61", "da62756c619b7fffffffffffffff", "da62756c61825bffffffffffffffff", ""}) {
            byte[] head = java.util.HexFormat.of().parseHex(start);
            System.arraycopy(head, 0, bomb, 0, head.length);
            assertThat(stage.bulla(bomb, "open", "--as", "bob").status()).isEqualTo(3);
            assertThat(stage.bulla(bomb, "inspect").status()).isEqualTo(3);
            assertThat(stage.bulla(bomb, "identity", "import").status()).isEqualTo(3);
        }
    }

    @Test
    void whenTheInputBreaksNothingIsLeftBehind() throws Exception {
        Stage stage = stage("alice");
        @SuppressWarnings("InputStreamSlowMultibyteRead") // it is never read
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is on fire");
            }
        };
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[3 << 20]), failing);
        Files.writeString(folder.resolve("out"), "as it was");
        Stage.Answer answer = stage.bulla(broken, "seal", "--from", "alice", "--to", "alice", "-o", "out");
        assertThat(answer.status()).isEqualTo(6);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("home", "out");
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo("as it was");
    }

    @Test
    void whenTheOutputBreaksTheMessageCanBeOpenedAgain() {
        Stage stage = stage("alice");
        stage.bulla(utf8("hi"), "seal", "--from", "alice", "--to", "alice", "-o", "letter");
        Stage.Answer failed = stage.bulla("open", "--as", "alice", "letter", "-o", "nowhere/out");
        assertThat(failed.status()).isEqualTo(2);
        assertThat(stage.bulla("open", "--as", "alice", "letter").text()).isEqualTo("hi");
        assertThat(stage.bulla("open", "--as", "alice", "letter").status()).isEqualTo(3);
    }

    @Test
    void whoeverStopsReadingIsNotToldAndAFullDiskIsToldOnce() {
        Stage stage = stage("alice");
        for (String[] words :
                new String[][] {{"identity", "list"}, {"help", "--json"}, {"identity", "list", "--json"}}) {
            Stage.Answer stopped = stage.writing("Broken pipe", words);
            assertThat(stopped.status()).isEqualTo(6);
            assertThat(stopped.err()).isEmpty();
            Stage.Answer full = stage.writing("No space left on device", words);
            assertThat(full.status()).isEqualTo(6);
            assertThat(full.err()).contains("bulla: error: cannot write stdout: No space left on device");
            assertThat(full.err()).doesNotContain("Failure");
        }
    }

    @Test
    void aHomeThatCannotBeWrittenSealsAndReadsArchives() throws Exception {
        Stage stage = stage("alice");
        // What a disk that is read-only does to the lock, also to a test that runs as root.
        Path lock = folder.resolve("home/replay/lock");
        Files.deleteIfExists(lock);
        Files.createDirectory(lock);
        Stage.Answer sealed = stage.bulla(utf8("hi"), "seal", "--from", "alice", "--to", "alice");
        assertThat(sealed.err()).isEmpty();
        assertThat(sealed.status()).isZero();
        Stage.Answer read = stage.bulla(sealed.out(), "open", "--as", "alice", "--archive");
        assertThat(read.status()).isZero();
        assertThat(read.text()).isEqualTo("hi");
        Stage.Answer opened = stage.bulla(sealed.out(), "open", "--as", "alice");
        assertThat(opened.status()).isEqualTo(6);
        assertThat(opened.err())
                .contains("STORE_UNAVAILABLE", folder.resolve("home").toString());
    }

    @Test
    void onATerminalRevokeAsksFirst() {
        Stage stage = stage("alice");
        stage.ends(new Terminal.Ends(true, true, true));
        Stage.Answer no = stage.bulla(utf8("no\n"), "identity", "revoke", "alice");
        assertThat(no.status()).isEqualTo(2);
        assertThat(no.err()).contains("for good", "nothing was changed");
        assertThat(stage.bulla("identity", "list").text()).contains("good");
        assertThat(stage.bulla(utf8("alice\n"), "identity", "revoke", "alice").status())
                .isZero();
        assertThat(stage.bulla("identity", "list").text()).contains("revoked");
    }

    @Test
    void messagesCrossTheEmbeddedBroker() throws Exception {
        Stage stage = stage("alice", "bob", "carol");
        Path err = folder.resolve("err");
        CompletableFuture<Integer> receiving =
                CompletableFuture.supplyAsync(() -> receive(err, "--count", "3", "--lines"));
        String via = address(err);
        String[] head = {"send", "--from", "alice", "--via", via, "--topic", "t"};
        assertThat(send(stage, head, "for carol", "--to", "carol")).isZero();
        assertThat(send(stage, head, "other context", "--to", "bob", "--context", "x"))
                .isZero();
        assertThat(send(stage, head, "one\ntwo\nthree", "--to", "bob", "--lines", "--proof", "batch"))
                .isZero();
        assertThat(receiving.get()).isZero();
        assertThat(Files.readString(folder.resolve("bodies"))).isEqualTo("one\ntwo\nthree\n");
        assertThat(Files.readString(err)).contains("opened 3 messages, 1 WRONG_CONTEXT, 1 NOT_FOR_ME");
        assertThat(folder.resolve("home/dead-letters").toFile().list()).hasSize(2);
    }

    @Test
    void partsOfTheirOwnReadersCrossTheBroker() throws Exception {
        Stage stage = stage("alice", "bob", "carol");
        Files.writeString(folder.resolve("card"), "4111");
        Path err = folder.resolve("err");
        CompletableFuture<Integer> receiving =
                CompletableFuture.supplyAsync(() -> receive(err, "--count", "3", "--json"));
        String[] head = {
            "send",
            "--from",
            "alice",
            "--to",
            "bob",
            "--to",
            "carol",
            "--part",
            "card=card:bob",
            "--via",
            address(err),
            "--topic",
            "t"
        };
        assertThat(send(stage, head, "two apples")).isZero();
        assertThat(send(stage, head, "one\ntwo", "--lines", "--proof", "batch")).isZero();
        assertThat(receiving.get()).isZero();
        assertThat(Files.readAllLines(folder.resolve("bodies")))
                .hasSize(3)
                .allMatch(line -> line.contains("\"name\":\"card\",\"bytes\":4,\"readable\":true"));
    }

    /** Where a receiving command is, as it tells on stderr. */
    private static String address(Path err) throws Exception {
        for (int i = 0; i < 600; i++) {
            Matcher told = Pattern.compile("receiving from t at (\\S+)")
                    .matcher(Files.exists(err) ? Files.readString(err) : "");
            if (told.find()) {
                return told.group(1);
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it does not receive: " + Files.readString(err));
    }

    private static int send(Stage stage, String[] head, String body, String... tail) {
        String[] words = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, words, head.length, tail.length);
        return stage.bulla(utf8(body), words).status();
    }

    private int receive(Path err, String... tail) {
        try (var out = Files.newOutputStream(folder.resolve("bodies"));
                var people = new java.io.PrintStream(Files.newOutputStream(err), true, StandardCharsets.UTF_8)) {
            Terminal terminal = new Terminal(
                    InputStream.nullInputStream(),
                    out,
                    people,
                    Terminal.Ends.pipes(),
                    java.util.Map.of("BULLA_HOME", folder.resolve("home").toString()),
                    folder);
            String[] head = {"receive", "--as", "bob", "--via", "embedded:", "--topic", "t", "--timeout", "60s"};
            String[] words = Arrays.copyOf(head, head.length + tail.length);
            System.arraycopy(tail, 0, words, head.length, tail.length);
            return Main.run(terminal, words);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    @Test
    void whatOthersWroteDoesNotReachTheTerminalRaw() {
        assertThat(Shown.text("a\u001b[31mb\u202ec\n")).isEqualTo("a\\u{1b}[31mb\\u{202e}c\\u{a}");
        assertThat(Shown.text("Zoë 日本 🙂")).isEqualTo("Zoë 日本 🙂");
    }
}

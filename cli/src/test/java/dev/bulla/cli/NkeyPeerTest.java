// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boxes and signatures between {@code bulla nkey} and NATS' library for JavaScript, both ways. Skipped where {@code node} or the package {@code
 * @nats-io/nkeys} is not found; {@code BULLA_NODE_MODULES} names the folder that {@code npm install} filled, else the user's home is looked at.
 */
class NkeyPeerTest {
    private static final String PROGRAM = """
            const nkeys = require("@nats-io/nkeys");
            const fs = require("fs");
            const [verb, seed, other] = process.argv.slice(2);
            const input = fs.readFileSync(0);
            const bytes = Buffer.from(seed);
            const write = (data) => fs.writeSync(1, data);
            if (verb === "public") write((seed[1] === "X" ? nkeys.fromCurveSeed(bytes) : nkeys.fromSeed(bytes)).getPublicKey());
            if (verb === "seal") write(nkeys.fromCurveSeed(bytes).seal(input, other));
            if (verb === "open") write(nkeys.fromCurveSeed(bytes).open(input, other));
            if (verb === "sign") write(Buffer.from(nkeys.fromSeed(bytes).sign(input)).toString("base64"));
            if (verb === "verify") write(String(nkeys.fromPublic(seed).verify(input, Buffer.from(other, "base64url"))));
            """;
    private static final Pattern SEED = Pattern.compile("\"seed\":\"([^\"]+)\",\"public\":\"([^\"]+)\"");

    @TempDir
    Path folder;

    @Test
    void boxesAndSignaturesGoBothWays() throws Exception {
        Path modules = modules();
        Files.writeString(folder.resolve("peer.js"), PROGRAM);
        Stage stage = new Stage(folder);
        String[] mine = pair(stage, "curve");
        String[] theirs = pair(stage, "curve");
        for (int size : new int[] {0, 1, 31, 32, 33, 100, 1000, 70_000}) {
            byte[] plain = new byte[size];
            new java.util.Random(size).nextBytes(plain);
            byte[] there = node(modules, plain, "seal", theirs[0], mine[1]);
            Stage.Answer opened = stage.bulla(there, "nkey", "open", "--seed", "curve-" + mine[1], "--from", theirs[1]);
            assertThat(opened.out()).isEqualTo(plain);
            Stage.Answer here = stage.bulla(plain, "nkey", "seal", "--seed", "curve-" + mine[1], "--to", theirs[1]);
            assertThat(node(modules, here.out(), "open", theirs[0], mine[1])).isEqualTo(plain);
        }
        byte[] nonce = "PXoWU7zWAMt75FY".getBytes(StandardCharsets.US_ASCII);
        for (String role : List.of("user", "account", "server", "operator", "cluster")) {
            String[] key = pair(stage, role);
            assertThat(text(node(modules, new byte[0], "public", key[0]))).isEqualTo(key[1]);
            String signature = stage.bulla(nonce, "nkey", "sign", "--seed", role + "-" + key[1])
                    .text()
                    .strip();
            assertThat(text(node(modules, nonce, "verify", key[1], signature))).isEqualTo("true");
            String other = text(node(modules, nonce, "sign", key[0]));
            assertThat(stage.bulla(nonce, "nkey", "verify", "--key", key[1], "--signature", other)
                            .status())
                    .isZero();
        }
    }

    private String[] pair(Stage stage, String role) throws IOException {
        Matcher made = SEED.matcher(stage.bulla("nkey", "generate", role).text());
        assertThat(made.find()).isTrue();
        Files.writeString(folder.resolve(role + "-" + made.group(2)), made.group(1) + "\n");
        return new String[] {made.group(1), made.group(2)};
    }

    private byte[] node(Path modules, byte[] in, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("node", folder.resolve("peer.js").toString()));
        command.addAll(List.of(words));
        Path input = Files.write(folder.resolve("in"), in);
        Path output = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("NODE_PATH", modules.toString());
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllBytes(output);
    }

    private Path modules() {
        String named = System.getenv("BULLA_NODE_MODULES");
        Path modules = named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), "node_modules");
        boolean there = Files.isDirectory(modules.resolve("@nats-io/nkeys"));
        if (!there || !runs()) {
            Assumptions.abort("node or its package @nats-io/nkeys is not installed");
        }
        return modules;
    }

    private static boolean runs() {
        try {
            Process process = new ProcessBuilder("node", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException none) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }
}

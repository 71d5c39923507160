// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Boxes while the just-in-time compiler changes the code below them: C2 of JDK 17.0.15 once made wrong code of a loop here, in one of some twenty
 * ordinary runs, and in every run with early compilation.
 */
class CompiledTest {
    private static final int BOXES = 600;

    @Test
    void boxesOpenHoweverEarlyTheCodeIsCompiled() throws Exception {
        for (String scaling : new String[] {"0.03", "0.05", "0.2"}) {
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xbatch",
                            "-XX:CompileThresholdScaling=" + scaling,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Boxes.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(said.strip()).as("compiled at %s of the usual", scaling).isEqualTo(BOXES + " opened");
        }
    }

    /** Seals and opens, and says how many opened as they should. */
    static final class Boxes {
        private Boxes() {}

        public static void main(String[] none) {
            Random random = new Random(7);
            int opened = 0;
            for (int i = 0; i < BOXES; i++) {
                try (NkeySeed one = NkeySeed.generate(NkeyRole.CURVE, random::nextBytes);
                        NkeySeed other = NkeySeed.generate(NkeyRole.CURVE, random::nextBytes);
                        Xkv1 here = Xkv1.of(one, random::nextBytes);
                        Xkv1 there = Xkv1.of(other, random::nextBytes)) {
                    byte[] plain = new byte[random.nextInt(5) == 0 ? random.nextInt(70_000) : random.nextInt(3_000)];
                    random.nextBytes(plain);
                    Bytes box = here.seal(there.publicKey(), Bytes.of(plain));
                    opened += there.open(here.publicKey(), box).equals(Outcome.good(Bytes.of(plain))) ? 1 : 0;
                }
            }
            System.out.println(opened + " opened");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Suite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed while they rotate. */
class KilledTest {
    private static final int KILLS = 32;
    private static final int MOST = 12;

    @TempDir
    Path temp;

    @Test
    void aHomeWhoseWriterIsKilledAtAnyMomentIsWhole() throws Exception {
        Path folder = temp.resolve("home");
        Homes.create(folder).close();
        SplittableRandom random = new SplittableRandom();
        long statements = 0;
        for (int i = 0; i < KILLS; i++) {
            Process child = start("dev.bulla.vault.KilledTest$Rotating", folder.toString());
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).as("the child runs").isEqualTo("ready");
                TimeUnit.MICROSECONDS.sleep(random.nextLong(150_000));
            } finally {
                child.destroyForcibly().waitFor();
            }
            try (Home home = Homes.open(folder)) {
                assertThat(home.damaged()).isEmpty();
                for (OwnIdentity own : home.identities()) {
                    Homes.assertWhole(home, own.name());
                    statements += own.card().statements();
                }
                // card, keys and control key agree when the next rotation works
                for (OwnIdentity own : home.identities()) {
                    if (own.card().statements() < MOST) {
                        Instant now = own.card().head().created();
                        home.rotate(own.name(), now, Stolen.nothing(), ControlPlace.inHome())
                                .orThrow();
                        Homes.assertWhole(home, own.name());
                    }
                }
            }
        }
        assertThat(statements).isGreaterThan(KILLS);
    }

    static Process start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dbulla.providers=conscrypt",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Rotates until it is killed. */
    static final class Rotating {
        public static void main(String[] arguments) {
            try (Home home = Homes.open(Path.of(arguments[0]))) {
                for (long i = 0; ; i++) {
                    if (i == 3) {
                        System.out.println("ready");
                    }
                    step(home, NOW.plus(Duration.ofSeconds(i)));
                }
            }
        }

        /** Rotates the newest identity, or makes another one. */
        private static void step(Home home, Instant now) {
            int generation = 0;
            while (statements(home, "bank" + generation) >= MOST) {
                generation++;
            }
            String name = "bank" + generation;
            if (statements(home, name) == 0) {
                home.createIdentity(name, List.of(Suite.CLASSIC), now).orThrow();
            } else {
                home.rotate(name, now, Stolen.nothing(), ControlPlace.inHome()).orThrow();
            }
        }

        private static int statements(Home home, String name) {
            return home.own(name).fold(good -> good.value().card().statements(), bad -> 0);
        }
    }
}

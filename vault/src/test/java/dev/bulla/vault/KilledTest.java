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
                    if (own.card().statements() < 60) {
                        home.rotate(own.name(), own.card().head().created(), Stolen.nothing(), ControlPlace.inHome()).orThrow();
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
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Rotates until it is killed. */
    static final class Rotating {
        public static void main(String[] arguments) {
            try (Home home = Homes.open(Path.of(arguments[0]))) {
                for (long i = 0; ; i++) {
                    if (i == 3) {
                        System.out.println("ready");
                    }
                    String name = "bank" + i % 3;
                    Instant now = NOW.plus(Duration.ofSeconds(i));
                    if (home.own(name).fold(good -> good.value().card().statements() < 60, bad -> false)) {
                        home.rotate(name, now, Stolen.nothing(), ControlPlace.inHome()).orThrow();
                    } else {
                        String fresh = "bank-" + System.nanoTime();
                        home.createIdentity(fresh, List.of(Suite.CLASSIC), now);
                        home.createIdentity(name, List.of(Suite.CLASSIC), now);
                        home.rotate(fresh, now, Stolen.nothing(), ControlPlace.inHome()).orThrow();
                    }
                }
            }
        }
    }
}

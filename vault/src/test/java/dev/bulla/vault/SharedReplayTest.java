// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.ReplayTableContract.KEEP;
import static dev.bulla.vault.ReplayTableContract.LEASE;
import static dev.bulla.vault.ReplayTableContract.OWN;
import static dev.bulla.vault.ReplayTableContract.SENDER;
import static dev.bulla.vault.ReplayTableContract.START;
import static dev.bulla.vault.ReplayTableContract.epoch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.ReplayTable.State;
import dev.bulla.core.ReplayTable.Window;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that share a replay table ({@code spec/home.md} §8). */
class SharedReplayTest {
    @TempDir
    Path temp;

    @Test
    void twoProcessesTakeEachCounterOnceAndKillingOneLosesNothing() throws Exception {
        Path folder = temp.resolve("shared");
        Disk.real().folder(folder);
        int counters = 20_000;
        Process one = KilledTest.start("dev.bulla.vault.SharedReplayTest$Claiming", folder.toString(), "" + counters);
        Process two = KilledTest.start("dev.bulla.vault.SharedReplayTest$Claiming", folder.toString(), "" + counters);
        int taken = taken(one) + taken(two);
        assertThat(taken).isEqualTo(counters);
        assertThat(one.waitFor(20, TimeUnit.SECONDS) && two.waitFor(20, TimeUnit.SECONDS))
                .isTrue();
        Window window = window(folder, 1);
        for (int i = 0; i < counters; i++) {
            assertThat(window.look(i, START)).isEqualTo(State.DONE);
        }

        for (int round = 0; round < 3; round++) {
            Process third = KilledTest.start(
                    "dev.bulla.vault.SharedReplayTest$Counting", folder.toString(), "" + (100 + round));
            int done;
            try (BufferedReader out = third.inputReader()) {
                done = 0;
                long until = System.nanoTime() + 300_000_000L;
                String line = out.readLine();
                while (line != null && System.nanoTime() < until) {
                    done = Integer.parseInt(line);
                    line = out.readLine();
                }
            } finally {
                third.destroyForcibly().waitFor();
            }
            Window after = window(folder, 100 + round);
            for (int i = 0; i <= done; i++) {
                assertThat(after.look(i, START)).isEqualTo(State.DONE);
            }
        }
    }

    private static Window window(Path folder, int epoch) throws IOException {
        FileReplayTable table = FileReplayTable.open(folder, 64);
        return table.window(OWN, SENDER, epoch(epoch), START.plus(KEEP), START).orElseThrow();
    }

    private static int taken(Process process) throws IOException {
        try (BufferedReader out = process.inputReader()) {
            return Integer.parseInt(out.readLine());
        }
    }

    /** Takes what it gets of the first counters of one epoch and says how many that were. */
    static final class Claiming {
        public static void main(String[] arguments) throws IOException {
            FileReplayTable table = FileReplayTable.open(Path.of(arguments[0]), 64);
            Window window =
                    table.window(OWN, SENDER, epoch(1), START.plus(KEEP), START).orElseThrow();
            int taken = 0;
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                if (window.claim(i, START, START.plus(LEASE)) == State.FREE) {
                    taken++;
                    window.done(i);
                }
            }
            System.out.println(taken);
        }
    }

    /** Says each counter after it is done, until it is killed. */
    static final class Counting {
        public static void main(String[] arguments) throws IOException {
            Window window = window(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
            for (int i = 0; i < 1 << 20; i++) {
                window.claim(i, START, START.plus(LEASE));
                window.done(i);
                System.out.println(i);
            }
        }
    }
}

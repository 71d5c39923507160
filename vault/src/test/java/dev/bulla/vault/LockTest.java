// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static dev.bulla.vault.Homes.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.core.Problem;
import dev.bulla.core.Suite;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two writers ({@code spec/home.md} §7). */
class LockTest {
    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("home");
    }

    @Test
    void threadsThatRotateOneIdentityThroughTwoHomesTakeTurns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Home one = Homes.create(folder());
                Home two = Homes.open(folder())) {
            Homes.identity(one, "bank");
            List<Future<?>> turns = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                Home home = i % 2 == 0 ? one : two;
                turns.add(threads.submit(() -> home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome())
                        .orThrow()));
            }
            for (Future<?> turn : turns) {
                turn.get();
            }
            assertThat(two.own("bank").orThrow().card().statements()).isEqualTo(25);
            Homes.assertWhole(one, "bank");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aReaderNeverSeesHalfARotation() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (Home one = Homes.create(folder());
                Home two = Homes.open(folder())) {
            Homes.identity(one, "bank");
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < 40; i++) {
                    one.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome())
                            .orThrow();
                }
            });
            while (!writer.isDone()) {
                Homes.assertWhole(two, "bank");
            }
            writer.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aWriterWaitsForAnotherProcessAndThenSaysThatTheHomeIsLocked() throws Exception {
        try (Home home = Homes.create(folder())) {
            Process child = KilledTest.start(
                    "dev.bulla.vault.LockTest$Holding", folder().resolve("lock").toString());
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).isEqualTo("held");
                long start = System.nanoTime();
                assertProblem(home.createIdentity("bank", List.of(Suite.CLASSIC), NOW), Problem.HOME_LOCKED);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isBetween(Home.PATIENCE, Home.PATIENCE.plusSeconds(3));
                // readers and those who open it need no lock
                Homes.open(folder()).close();
                assertThat(home.identities()).isEmpty();
            } finally {
                child.destroyForcibly().waitFor();
            }
            Homes.identity(home, "bank");
        }
    }

    @Test
    void closingOneUserOfALockKeepsItForTheOther() throws Exception {
        Path file = temp.resolve("lock");
        SharedLock one = SharedLock.of(file);
        SharedLock two = SharedLock.of(file);
        one.during(Duration.ZERO, () -> {
            two.close();
            Process child = KilledTest.start("dev.bulla.vault.LockTest$Holding", file.toString());
            try (BufferedReader out = child.inputReader()) {
                assertThat(out.readLine()).isEqualTo("busy");
            }
            return true;
        });
        one.close();
    }

    @Test
    void aThreadThatIsToldToStopStillGetsTheLockAndKeepsTheNews() throws Exception {
        try (SharedLock lock = SharedLock.of(temp.resolve("lock"))) {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Thread holder = new Thread(() -> {
                try {
                    lock.during(Duration.ZERO, () -> {
                        held.countDown();
                        try {
                            go.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return true;
                    });
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            holder.start();
            held.await();
            assertThatThrownBy(() -> lock.during(Duration.ofMillis(30), () -> true))
                    .isInstanceOf(Refused.class);
            go.countDown();
            Thread.currentThread().interrupt();
            assertThat(lock.during(Duration.ofSeconds(5), () -> "done")).isEqualTo("done");
            assertThat(Thread.interrupted()).isTrue();
            holder.join();
        }
    }

    /** Holds a lock until it is killed, or says that it is busy. */
    static final class Holding {
        public static void main(String[] arguments) throws IOException {
            try {
                SharedLock.of(Path.of(arguments[0])).during(Duration.ofMillis(200), () -> {
                    System.out.println("held");
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                });
            } catch (Refused busy) {
                System.out.println("busy");
            }
        }
    }
}

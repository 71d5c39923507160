// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static dev.bulla.vault.Homes.RANDOM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Card;
import dev.bulla.core.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends each change before each of its steps on the disk ({@code spec/home.md} §7). */
class CrashTest {
    @TempDir
    Path temp;

    /** The process ends here. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Counts steps down and then ends everything. */
    private static final class Fuse implements Disk.Step {
        private final List<String> steps = new ArrayList<>();
        private int left = Integer.MAX_VALUE;

        @Override
        public void before(String change) {
            if (left-- <= 0) {
                left = 0;
                throw new Crash();
            }
            steps.add(change);
        }
    }

    private interface Change {
        void run(Home home);
    }

    private interface Check {
        void run(Home home, int crashedBefore) throws IOException;
    }

    private static Home openWith(Path folder, Fuse fuse) {
        return new HomeOpener(folder, RANDOM, new Disk(fuse))
                .open(Unlocking.rootKeyFile())
                .orThrow();
    }

    /** Does the change as often as it has steps, each time in a new home and ended before another step. */
    private void atEachStep(Change prepare, Change change, Check check) throws IOException {
        for (int crashAt = 0; ; crashAt++) {
            Path folder = temp.resolve("home" + crashAt);
            try (Home home = Homes.create(folder)) {
                prepare.run(home);
            }
            Fuse fuse = new Fuse();
            boolean crashed = false;
            try (Home home = openWith(folder, fuse)) {
                fuse.left = crashAt;
                change.run(home);
            } catch (Crash expected) {
                crashed = true;
            }
            try (Home home = Homes.open(folder)) {
                assertThat(home.damaged()).as("crash %d", crashAt).isEmpty();
                assertNothingUnfinished(folder);
                check.run(home, crashAt);
            }
            if (!crashed) {
                assertThat(crashAt).isGreaterThan(3);
                return;
            }
        }
    }

    private static void assertNothingUnfinished(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void aCreationHappensWhollyOrNotAtAll() throws IOException {
        boolean[] seen = new boolean[2];
        atEachStep(home -> {}, home -> Homes.identity(home, "bank"), (home, crash) -> {
            seen[home.identities().size()] = true;
            if (home.identities().isEmpty()) {
                assertThat(Disk.all(home.folder().resolve("control"))).isEmpty();
                Homes.identity(home, "bank");
            }
            Homes.assertWhole(home, "bank");
            home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome()).orThrow();
        });
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void aRotationHappensWhollyOrNotAtAll() throws IOException {
        boolean[] seen = new boolean[4];
        Change rotate = home -> home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome())
                .orThrow();
        atEachStep(
                home -> {
                    Homes.identity(home, "bank");
                    rotate.run(home);
                },
                rotate,
                (home, crash) -> {
                    int statements = home.own("bank").orThrow().card().statements();
                    seen[statements] = true;
                    Homes.assertWhole(home, "bank");
                    assertThat(Disk.all(home.folder().resolve("identities/bank")))
                            .hasSize(1 + statements);
                    rotate.run(home);
                    assertThat(home.own("bank").orThrow().card().statements()).isEqualTo(statements + 1);
                    Homes.assertWhole(home, "bank");
                });
        assertThat(seen).containsExactly(false, false, true, true);
    }

    @Test
    void theSigningKeysOfAReplacedStatementAreGoneWheneverItEnded() throws IOException {
        atEachStep(
                home -> Homes.identity(home, "bank"),
                home -> home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome())
                        .orThrow(),
                (home, crash) -> {
                    boolean rotated = home.own("bank").orThrow().card().statements() == 2;
                    long size = Files.size(home.folder().resolve("identities/bank/keys-0"));
                    // 6 head, 48 sealing, 34 head, 35 each key
                    assertThat(size).isEqualTo(rotated ? 6 + 48 + 34 + 35 : 6 + 48 + 34 + 70);
                });
    }

    @Test
    void aRevocationHappensWhollyOrNotAtAll() throws IOException {
        boolean[] seen = new boolean[2];
        Change revoke = home -> home.revoke("bank", NOW, Stolen.everything(), ControlPlace.inHome())
                .orThrow();
        atEachStep(home -> Homes.identity(home, "bank"), revoke, (home, crash) -> {
            boolean closed = home.own("bank").orThrow().card().head().closed();
            seen[closed ? 1 : 0] = true;
            assertThat(home.own("bank").orThrow().controlKeyInHome()).isEqualTo(!closed);
            Homes.assertWhole(home, "bank");
            if (!closed) {
                revoke.run(home);
            }
        });
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void withTheControlKeyOutsideARotationHappensWhollyOrNotAtAllToo() throws IOException {
        boolean[] seen = new boolean[3];
        atEachStep(
                home -> home.createIdentity("bank", List.of(Suite.CLASSIC), NOW, Duration.ofDays(30), beside(home))
                        .orThrow(),
                home -> home.rotate("bank", NOW, Stolen.nothing(), beside(home)).orThrow(),
                (home, crash) -> {
                    int before = home.own("bank").orThrow().card().statements();
                    seen[before] = true;
                    Card card = home.rotate("bank", NOW, Stolen.nothing(), beside(home))
                            .orThrow();
                    assertThat(card.statements()).isEqualTo(before + 1);
                    Homes.assertWhole(home, "bank");
                    Path file = ((ControlPlace.Outside) beside(home)).file();
                    assertThat(Files.readString(file)).contains("statement " + (before + 1) + "\n");
                    assertThat(file.resolveSibling(file.getFileName() + ".next"))
                            .doesNotExist();
                });
        assertThat(seen).containsExactly(false, true, true);
    }

    private static ControlPlace beside(Home home) {
        return ControlPlace.outside(home.folder().resolveSibling(home.folder().getFileName() + ".control"));
    }

    @Test
    void withTheControlKeyOutsideAnUnfinishedCreationWritesOverNothing() throws IOException {
        atEachStep(
                home -> {},
                home -> home.createIdentity("bank", List.of(Suite.CLASSIC), NOW, Duration.ofDays(30), beside(home))
                        .orThrow(),
                (home, crash) -> {
                    if (home.identities().isEmpty()) {
                        home.createIdentity(
                                        "bank",
                                        List.of(Suite.CLASSIC),
                                        NOW,
                                        Duration.ofDays(30),
                                        ControlPlace.outside(temp.resolve("second" + crash)))
                                .orThrow();
                    } else {
                        home.rotate("bank", NOW, Stolen.nothing(), beside(home)).orThrow();
                    }
                    Homes.assertWhole(home, "bank");
                });
    }

    @Test
    void aPinIsTheOldOrTheNewOne() throws IOException {
        Homes.Stranger shop = new Homes.Stranger("shop");
        shop.card(2);
        boolean[] seen = new boolean[3];
        atEachStep(
                home -> home.pin(shop.card(1).encoded(), NOW).orThrow(),
                home -> home.pin(shop.card(2).encoded(), NOW).orThrow(),
                (home, crash) -> seen[home.pins().get(0).card().statements()] = true);
        assertThat(seen).containsExactly(false, true, true);
    }

    @Test
    void destroyedKeysAreDestroyedOnceItIsSaid() throws IOException {
        Change destroy = home -> home.destroyKeys("bank", 0).orThrow();
        for (int crashAt = 0; ; crashAt++) {
            Path folder = temp.resolve("destroy" + crashAt);
            try (Home home = Homes.create(folder)) {
                Homes.identity(home, "bank");
                home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome())
                        .orThrow();
            }
            Fuse fuse = new Fuse();
            try (Home home = openWith(folder, fuse)) {
                fuse.left = crashAt;
                destroy.run(home);
                return;
            } catch (Crash half) {
                try (Home home = Homes.open(folder)) {
                    destroy.run(home);
                    assertThat(home.own("bank").orThrow().keysHeld()).containsExactly(1);
                    Homes.assertWhole(home, "bank");
                }
            }
        }
    }

    @Test
    void aHomeIsMadeWhollyOrNotAtAll() throws IOException {
        for (boolean passphrase : new boolean[] {false, true}) {
            for (int crashAt = 0; ; crashAt++) {
                Path folder = temp.resolve("new" + passphrase + crashAt);
                Unlocking how =
                        passphrase ? Unlocking.passphrase("x".toCharArray(), Homes.CHEAP) : Unlocking.rootKeyFile();
                Fuse fuse = new Fuse();
                fuse.left = crashAt;
                boolean crashed = false;
                try {
                    new HomeOpener(folder, RANDOM, new Disk(fuse))
                            .create(how)
                            .orThrow()
                            .close();
                } catch (Crash expected) {
                    crashed = true;
                }
                boolean there = Files.exists(folder.resolve("home"));
                try (Home home =
                        (there ? Home.open(folder, how, RANDOM) : Home.create(folder, how, RANDOM)).orThrow()) {
                    Homes.identity(home, "bank");
                }
                if (!crashed) {
                    break;
                }
            }
        }
    }
}

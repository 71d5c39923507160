// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static dev.bulla.vault.Homes.RANDOM;
import static dev.bulla.vault.Homes.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.core.Card;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import dev.bulla.core.Suite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/home.md} §1 to §4. */
class HomeTest {
    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("home");
    }

    @Test
    void whatWasMadeIsThereWhenTheHomeIsOpenedAgain() {
        Card card;
        try (Home home = Homes.create(folder())) {
            card = Homes.identity(home, "bank");
        }
        try (Home home = Homes.open(folder())) {
            assertThat(home.identity("bank").orThrow().card()).isEqualTo(card);
            assertThat(home.identities()).extracting(OwnIdentity::name).containsExactly("bank");
            assertThat(home.own("bank").orThrow().keysHeld()).containsExactly(0);
            assertThat(home.own("bank").orThrow().controlKeyInHome()).isTrue();
            Homes.assertWhole(home, "bank");
            assertThat(home.damaged()).isEmpty();
        }
    }

    @Test
    void everyFileAndFolderIsForItsOwnerOnly() throws IOException {
        try (Home home = Homes.create(folder());
                Stream<Path> all = Files.walk(folder())) {
            Homes.identity(home, "bank");
            home.pin(new Homes.Stranger("shop").card(1).encoded(), NOW).orThrow();
            home.replay();
            for (Path path : all.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertThat(mode).as(path.toString()).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void aHomeIsMadeOnce() {
        Homes.create(folder()).close();
        assertProblem(Home.create(folder(), Unlocking.rootKeyFile(), RANDOM), Problem.EXISTS);
    }

    @Test
    void whereNoHomeIsThatIsSaid() {
        assertProblem(Homes.tryOpen(folder()), Problem.HOME_MISSING);
        assertProblem(Home.asksForPassphrase(folder()), Problem.HOME_MISSING);
    }

    @Test
    void aPassphraseOpensWhatItLockedAndNoOtherDoes() {
        Unlocking right = Unlocking.passphrase("korrekt Pferd".toCharArray(), Homes.CHEAP);
        try (Home home = Home.create(folder(), right, RANDOM).orThrow()) {
            Homes.identity(home, "bank");
        }
        assertThat(folder().resolve("root.key")).doesNotExist();
        assertThat(Home.asksForPassphrase(folder()).orThrow()).isTrue();
        Home.open(folder(), Unlocking.passphrase("korrekt Pferd".toCharArray()), RANDOM)
                .orThrow()
                .close();
        assertProblem(
                Home.open(folder(), Unlocking.passphrase("korrektes Pferd".toCharArray()), RANDOM),
                Problem.WRONG_PASSPHRASE);
        assertProblem(Homes.tryOpen(folder()), Problem.WRONG_PASSPHRASE);
        assertThatThrownBy(() -> Unlocking.passphrase(new char[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theUsualPassphraseCostsWhatTheSpecificationSays() throws IOException {
        Home.create(folder(), Unlocking.passphrase("x".toCharArray()), RANDOM)
                .orThrow()
                .close();
        assertThat(Files.readString(folder().resolve("home")))
                .contains("argon2id memory-kib=65536 iterations=3 parallelism=1 salt=");
    }

    @Test
    void everyChangedByteOfTheHomeFileIsDamageAndNoWrongPassphrase() throws IOException {
        Home.create(folder(), Unlocking.passphrase("x".toCharArray(), Homes.CHEAP), RANDOM)
                .orThrow()
                .close();
        Path file = folder().resolve("home");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertProblem(Home.open(folder(), Unlocking.passphrase("x".toCharArray()), RANDOM), Problem.HOME_DAMAGED);
        }
    }

    @Test
    void costsBeyondTheBoundsAreRefusedBeforeAnyWork() throws Exception {
        Home.create(folder(), Unlocking.passphrase("x".toCharArray(), Homes.CHEAP), RANDOM)
                .orThrow()
                .close();
        Path file = folder().resolve("home");
        String greedy = Files.readString(file).replace("memory-kib=8192", "memory-kib=99999999");
        String head = greedy.substring(0, greedy.indexOf("\nsum ") + 1);
        byte[] sum =
                java.security.MessageDigest.getInstance("SHA-256").digest(head.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(file, head + "sum " + java.util.HexFormat.of().formatHex(sum) + "\n");
        assertProblem(Home.open(folder(), Unlocking.passphrase("x".toCharArray()), RANDOM), Problem.HOME_DAMAGED);
    }

    @Test
    void aRootKeyThatOthersMayReadIsRefusedAndTheWayOutIsNamed() throws IOException {
        Homes.create(folder()).close();
        Path key = folder().resolve("root.key");
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
            Outcome<Home> refused = Homes.tryOpen(folder());
            assertProblem(refused, Problem.STORE_UNAVAILABLE);
            assertThat(Homes.aboutOf(refused)).contains("chmod 600 " + key);
        }
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        Homes.open(folder()).close();
    }

    @Test
    void aFolderInWhichOthersMayWriteIsRefused() throws IOException {
        Homes.create(folder()).close();
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(Homes.aboutOf(Homes.tryOpen(folder()))).contains("chmod 700 " + folder());
    }

    @Test
    void anotherRootKeyOpensNothing() throws IOException {
        Homes.create(folder()).close();
        byte[] key = Files.readAllBytes(folder().resolve("root.key"));
        for (int i = 0; i < key.length; i++) {
            byte[] changed = key.clone();
            changed[i] ^= 4;
            Files.write(folder().resolve("root.key"), changed);
            assertProblem(Homes.tryOpen(folder()), Problem.HOME_DAMAGED);
        }
        Files.delete(folder().resolve("root.key"));
        assertProblem(Homes.tryOpen(folder()), Problem.HOME_DAMAGED);
    }

    @Test
    void everyChangedByteOfEverySealedFileIsNoticed() throws IOException {
        try (Home home = Homes.create(folder())) {
            Homes.identity(home, "bank");
            home.pin(new Homes.Stranger("shop").card(1).encoded(), NOW).orThrow();
        }
        for (String place : List.of("identities/bank/card", "identities/bank/keys-0", "control/bank", "pins/shop")) {
            Path file = folder().resolve(place);
            byte[] whole = Files.readAllBytes(file);
            try (Home home = Homes.open(folder())) {
                for (int i = 0; i < whole.length; i++) {
                    byte[] changed = whole.clone();
                    changed[i] ^= (byte) 0x80;
                    Files.write(file, changed);
                    assertThat(noticed(home, place)).as("%s, byte %d", place, i).isEqualTo("HOME_DAMAGED");
                }
            }
            Files.write(file, whole);
        }
    }

    private static String noticed(Home home, String place) {
        if (place.startsWith("control")) {
            return Homes.problemOf(home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome()));
        }
        if (place.startsWith("pins")) {
            assertThat(home.damaged()).containsExactly(place);
            return Homes.problemOf(home.pin(new Homes.Stranger("other").card(1).encoded(), NOW));
        }
        assertThat(home.damaged()).containsExactly(place);
        return Homes.problemOf(home.identity("bank"));
    }

    @Test
    void aFileInAnotherPlaceOrHomeIsNoticed() throws IOException {
        Path other = temp.resolve("other");
        Homes.create(other).close();
        try (Home home = Homes.create(folder())) {
            Homes.identity(home, "bank");
            Homes.identity(home, "shop");
            home.pin(new Homes.Stranger("ann").card(1).encoded(), NOW).orThrow();
            home.pin(new Homes.Stranger("bob").card(1).encoded(), NOW).orThrow();
            home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.inHome()).orThrow();
            copy("pins/ann", "pins/bob");
            copy("identities/bank/keys-0", "identities/bank/keys-1");
            copy("identities/bank/card", "identities/shop/card");
            assertThat(home.damaged())
                    .containsExactlyInAnyOrder("pins/bob", "identities/bank/keys-1", "identities/shop/card");
            copy("control/bank", "control/shop");
        }
        try (Home home = Homes.open(other)) {
            Files.copy(folder().resolve("pins/ann"), other.resolve("pins/ann"));
            assertThat(home.damaged()).containsExactly("pins/ann");
        }
    }

    private void copy(String from, String to) throws IOException {
        Files.copy(folder().resolve(from), folder().resolve(to), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void nothingSecretIsWrittenPlain() throws IOException {
        byte[] root;
        try (Home home = Homes.create(folder());
                Stream<Path> all = Files.walk(folder())) {
            Homes.identity(home, "bank");
            root = Files.readAllBytes(folder().resolve("root.key"));
            String hex = java.util.HexFormat.of().formatHex(root);
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(f -> !f.endsWith("root.key"))
                    .toList()) {
                assertThat(java.util.HexFormat.of().formatHex(Files.readAllBytes(file)))
                        .doesNotContain(hex);
            }
        }
        assertThat(Secret.of(root).toString()).isEqualTo("Secret(32 bytes)");
    }

    @Test
    void namesThatAreNoNamesOfFilesAreRefused() {
        try (Home home = Homes.create(folder())) {
            for (String name : List.of("", ".hidden", "../bank", "a/b", "ä", "a b", "a".repeat(101), "0".repeat(64))) {
                assertProblem(home.createIdentity(name, List.of(Suite.CLASSIC), NOW), Problem.USAGE);
                assertProblem(home.pin(new Homes.Stranger("x").card(1).encoded(), name, NOW), Problem.USAGE);
                assertProblem(home.identity(name), Problem.NAME_UNKNOWN);
            }
            assertThat(home.identities()).isEmpty();
        }
    }

    @Test
    void namesThatDifferOnlyInCaseAreOneName() {
        try (Home home = Homes.create(folder())) {
            Homes.identity(home, "Bank");
            home.pin(new Homes.Stranger("shop").card(1).encoded(), NOW).orThrow();
            for (String name : List.of("Bank", "bank", "BANK", "SHOP")) {
                assertProblem(home.createIdentity(name, List.of(Suite.CLASSIC), NOW), Problem.EXISTS);
                assertProblem(home.pin(new Homes.Stranger("x").card(1).encoded(), name, NOW), Problem.EXISTS);
            }
        }
    }

    @Test
    void aClosedHomeHandsOutNoKeys() {
        Home home = Homes.create(folder());
        Homes.identity(home, "bank");
        dev.bulla.core.Identity bank = home.identity("bank").orThrow();
        home.close();
        assertThatThrownBy(() -> bank.keys()
                        .sign(
                                0,
                                dev.bulla.core.SignatureScheme.ED25519,
                                dev.bulla.core.Label.SIGNATURE,
                                dev.bulla.core.Bytes.EMPTY))
                .isInstanceOf(dev.bulla.core.UnavailableException.class);
        assertThatThrownBy(() -> home.own("bank")).isInstanceOf(IllegalStateException.class);
    }
}

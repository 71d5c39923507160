// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static dev.bulla.vault.Homes.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Identity;
import dev.bulla.core.Kem;
import dev.bulla.core.Label;
import dev.bulla.core.Problem;
import dev.bulla.core.SignatureScheme;
import dev.bulla.core.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/home.md} §4 and §5, {@code spec/identity.md} §7. */
class IdentityTest {
    private static final ControlPlace IN_HOME = ControlPlace.inHome();

    @TempDir
    Path temp;

    private Home home;

    @BeforeEach
    void makeHome() {
        home = Homes.create(temp.resolve("home"));
    }

    @AfterEach
    void closeHome() {
        home.close();
    }

    @Test
    void everySuiteMakesAnIdentityThatRotatesAndCloses() {
        for (Suite suite : Suite.values()) {
            String name = suite.label();
            Card first = home.createIdentity(name, List.of(suite), NOW).orThrow();
            assertThat(first.head().signs()).containsExactly(suite);
            Card second = home.rotate(name, NOW.plusSeconds(1), Stolen.nothing(), IN_HOME)
                    .orThrow();
            assertThat(second.identifier()).isEqualTo(first.identifier());
            assertThat(second.head().opens()).isEqualTo(first.head().opens());
            assertThat(second.head().compromised()).isEmpty();
            assertThat(home.identity(name).orThrow().card()).isEqualTo(second);
            Card third = home.revoke(name, NOW.plusSeconds(2), Stolen.everything(), IN_HOME)
                    .orThrow();
            assertThat(third.head().closed()).isTrue();
            assertThat(third.head().compromised()).containsExactly(0, 1);
            assertProblem(home.rotate(name, NOW, Stolen.nothing(), IN_HOME), Problem.IDENTITY_CLOSED);
            assertProblem(home.revoke(name, NOW, Stolen.nothing(), IN_HOME), Problem.IDENTITY_CLOSED);
            assertThat(home.own(name).orThrow().controlKeyInHome()).isFalse();
        }
    }

    @Test
    void anIdentityOfManySuitesSignsWithAllAndOpensAll() {
        Card card = home.createIdentity("all", List.of(Suite.HYBRID, Suite.CLASSIC, Suite.NIST, Suite.PQ), NOW)
                .orThrow();
        assertThat(card.head().signs()).containsExactlyInAnyOrder(Suite.values());
        assertThat(card.head().opens()).containsExactlyInAnyOrder(Suite.values());
        home.rotate("all", NOW, Stolen.nothing(), IN_HOME).orThrow();
        Homes.assertWhole(home, "all");
    }

    @Test
    void earlierKeysStillReadButNoLongerSign() throws IOException {
        Homes.identity(home, "bank");
        Identity before = home.identity("bank").orThrow();
        home.rotate("bank", NOW, Stolen.nothing(), IN_HOME).orThrow();
        Identity after = home.identity("bank").orThrow();
        Bytes enc = Objects.requireNonNull(before.card().head().kemKeys().get(Kem.X25519));
        assertThat(after.keys().decapsulate(0, Kem.X25519, enc))
                .isPresent()
                .isEqualTo(before.keys().decapsulate(0, Kem.X25519, enc));
        assertThat(home.own("bank").orThrow().keysHeld()).containsExactly(0, 1);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> after.keys().sign(0, SignatureScheme.ED25519, Label.SIGNATURE, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
        // whoever had it before the rotation finishes what he began
        before.keys().sign(0, SignatureScheme.ED25519, Label.SIGNATURE, Bytes.EMPTY);
    }

    @Test
    void destroyedKeysReadNothing() {
        Homes.identity(home, "bank");
        assertProblem(home.destroyKeys("bank", 0), Problem.USAGE);
        home.rotate("bank", NOW, Stolen.nothing(), IN_HOME).orThrow();
        Bytes enc = Objects.requireNonNull(
                home.identity("bank").orThrow().card().head().kemKeys().get(Kem.X25519));
        assertThat(home.destroyKeys("bank", 0).orThrow().keysHeld()).containsExactly(1);
        assertThat(home.identity("bank").orThrow().keys().decapsulate(0, Kem.X25519, enc))
                .isEmpty();
        Homes.assertWhole(home, "bank");
        assertThat(home.destroyKeys("bank", 0).orThrow().keysHeld()).containsExactly(1);
        assertProblem(home.destroyKeys("bank", 2), Problem.USAGE);
        assertProblem(home.destroyKeys("nobody", 0), Problem.NAME_UNKNOWN);
    }

    @Test
    void theftIsListedAsFarAsItIsKnown() {
        Homes.identity(home, "bank");
        home.rotate("bank", NOW, Stolen.nothing(), IN_HOME).orThrow();
        Card some =
                home.rotate("bank", NOW, Stolen.statements(Set.of(1)), IN_HOME).orThrow();
        assertThat(some.head().compromised()).containsExactly(1);
        Card all = home.rotate("bank", NOW, Stolen.everything(), IN_HOME).orThrow();
        assertThat(all.head().compromised()).containsExactly(0, 1, 2);
        Card retired = home.revoke("bank", NOW, Stolen.nothing(), IN_HOME).orThrow();
        assertThat(retired.head().compromised()).containsExactly(0, 1, 2);
    }

    @Test
    void theLifeOfAStatementIsKeptAndBounded() {
        Card card = home.createIdentity("bank", List.of(Suite.CLASSIC), NOW, Duration.ofDays(7), IN_HOME)
                .orThrow();
        assertThat(card.head().notAfter()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        Card next = home.rotate("bank", NOW.plusSeconds(5), Stolen.nothing(), IN_HOME)
                .orThrow();
        assertThat(next.head().notAfter()).isEqualTo(NOW.plusSeconds(5).plus(Duration.ofDays(7)));
        assertProblem(
                home.createIdentity("x", List.of(Suite.CLASSIC), NOW, Duration.ofDays(91), IN_HOME), Problem.USAGE);
    }

    @Test
    void aClockThatWentBackDoesNotStopRotationOrRevocation() {
        Homes.identity(home, "bank");
        Card card = home.rotate("bank", NOW.minus(Duration.ofDays(200)), Stolen.nothing(), IN_HOME)
                .orThrow();
        assertThat(card.head().created()).isEqualTo(NOW);
        home.revoke("bank", NOW.minus(Duration.ofDays(200)), Stolen.nothing(), IN_HOME)
                .orThrow();
    }

    @Test
    void thereIsAlwaysRoomToRevoke() {
        Homes.identity(home, "bank");
        for (int i = 1; i <= 62; i++) {
            home.rotate("bank", NOW.plusSeconds(i), Stolen.nothing(), IN_HOME).orThrow();
        }
        assertProblem(home.rotate("bank", NOW.plusSeconds(63), Stolen.nothing(), IN_HOME), Problem.LIMIT_EXCEEDED);
        assertThat(home.revoke("bank", NOW.plusSeconds(64), Stolen.everything(), IN_HOME)
                        .orThrow()
                        .statements())
                .isEqualTo(64);
    }

    @Test
    void aControlKeyOutsideIsATextThatRotatesAndThenGivesWayToTheNext() throws IOException {
        Path file = temp.resolve("bank.control");
        ControlPlace outside = ControlPlace.outside(file);
        Card card = home.createIdentity("bank", List.of(Suite.PQ), NOW, Duration.ofDays(30), outside)
                .orThrow();
        String text = Files.readString(file);
        assertThat(text)
                .startsWith("bulla-control-key 1\n#")
                .contains("identity " + card.identifier(), "name bank\nsuite pq\nstatement 1\nseeds ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(home.own("bank").orThrow().controlKeyInHome()).isFalse();

        assertProblem(home.rotate("bank", NOW, Stolen.nothing(), IN_HOME), Problem.KEYS_UNAVAILABLE);
        Files.writeString(file, text.replace("\n", "\r\n\r\n# copied\r\n"));
        home.rotate("bank", NOW, Stolen.nothing(), outside).orThrow();
        assertThat(Files.readString(file)).contains("statement 2\n").isNotEqualTo(text);

        Path old = temp.resolve("old.control");
        Disk.real().replace(old, text.getBytes(java.nio.charset.StandardCharsets.UTF_8), false);
        assertProblem(home.rotate("bank", NOW, Stolen.nothing(), ControlPlace.outside(old)), Problem.KEYS_UNAVAILABLE);
        assertThat(old).hasContent(text);

        home.revoke("bank", NOW, Stolen.everything(), outside).orThrow();
        assertThat(file).doesNotExist();
        assertThat(temp.resolve("bank.control.next")).doesNotExist();
    }

    @Test
    void aControlKeyFileIsNeverWrittenOver() throws IOException {
        Path file = Files.writeString(temp.resolve("notes.txt"), "mine");
        ControlPlace outside = ControlPlace.outside(file);
        assertProblem(
                home.createIdentity("bank", List.of(Suite.CLASSIC), NOW, Duration.ofDays(30), outside), Problem.EXISTS);
        assertThat(file).hasContent("mine");
        assertThat(home.identities()).isEmpty();
        Homes.identity(home, "bank");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertProblem(home.rotate("bank", NOW, Stolen.nothing(), outside), Problem.MALFORMED);
        assertThat(file).hasContent("mine");
        assertProblem(
                home.createIdentity(
                        "shop",
                        List.of(Suite.CLASSIC),
                        NOW,
                        Duration.ofDays(30),
                        ControlPlace.outside(temp.resolve("no/x"))),
                Problem.USAGE);
    }

    @Test
    void aControlKeyFileThatOthersMayReadIsRefused() throws IOException {
        Path file = temp.resolve("bank.control");
        ControlPlace outside = ControlPlace.outside(file);
        home.createIdentity("bank", List.of(Suite.CLASSIC), NOW, Duration.ofDays(30), outside)
                .orThrow();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertProblem(home.rotate("bank", NOW, Stolen.nothing(), outside), Problem.STORE_UNAVAILABLE);
    }

    @Test
    void aLongRunningProcessSeesTheRotationOfAnother() {
        Homes.identity(home, "bank");
        Identity before = home.identity("bank").orThrow();
        assertThat(home.identity("bank").orThrow()).isSameAs(before);
        try (Home other = Homes.open(home.folder())) {
            other.rotate("bank", NOW, Stolen.nothing(), IN_HOME).orThrow();
        }
        assertThat(home.identity("bank").orThrow().card().statements()).isEqualTo(2);
    }
}

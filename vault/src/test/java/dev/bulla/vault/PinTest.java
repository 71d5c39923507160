// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static dev.bulla.vault.Homes.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Directory.Finding;
import dev.bulla.core.Problem;
import dev.bulla.testkit.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/home.md} §6, {@code spec/identity.md} §5. */
class PinTest {
    @TempDir
    Path temp;

    private final Homes.Stranger shop = new Homes.Stranger("shop");
    private Home home;

    @BeforeEach
    void makeHome() {
        home = Homes.create(temp.resolve("home"));
    }

    @AfterEach
    void closeHome() {
        home.close();
    }

    private Pin pinned() {
        return home.pins().get(0);
    }

    @Test
    void aCardIsPinnedUnderItsOwnNameOrAnother() {
        assertThat(home.pin(shop.card(1).encoded(), NOW).orThrow())
                .isEqualTo(new Pin("shop", shop.card(1), OptionalInt.empty(), NOW));
        Card other = new Homes.Stranger("shop").card(1);
        assertProblem(home.pin(other.encoded(), NOW), Problem.EXISTS);
        home.pin(other.encoded(), "shop2", NOW).orThrow();
        assertThat(home.pins()).extracting(Pin::name).containsExactly("shop", "shop2");
    }

    @Test
    void aPinNeverGoesBack() {
        shop.card(6);
        Trials.run(20, random -> {
            int longest = 0;
            for (int i = 0; i < 6; i++) {
                int statements = 1 + random.nextInt(6);
                longest = Math.max(longest, statements);
                Pin pin = home.pin(shop.card(statements).encoded(), NOW).orThrow();
                assertThat(pin.card()).isEqualTo(shop.card(longest));
            }
            home.unpin("shop").orThrow();
        });
    }

    @Test
    void aForkIsNotedWhereItBeganAndStaysUntilAPersonPinsAgain() {
        home.pin(shop.card(4).encoded(), NOW).orThrow();
        assertProblem(home.pin(shop.from(3).card(5).encoded(), NOW), Problem.IDENTITY_FORKED);
        assertThat(pinned()).isEqualTo(new Pin("shop", shop.card(4), OptionalInt.of(3), NOW));
        Homes.Stranger rival = shop.from(2);
        assertProblem(home.pin(rival.card(3).encoded(), NOW), Problem.IDENTITY_FORKED);
        assertProblem(home.pin(shop.from(3).card(4).encoded(), NOW), Problem.IDENTITY_FORKED);
        assertThat(pinned().forkedFrom()).hasValue(2);
        home.pin(shop.card(5).encoded(), NOW).orThrow();
        assertThat(pinned()).isEqualTo(new Pin("shop", shop.card(5), OptionalInt.of(2), NOW));

        assertProblem(home.pinAgain(shop.card(2).encoded(), "shop", NOW), Problem.IDENTITY_FORKED);
        Pin decided = home.pinAgain(shop.card(3).encoded(), "shop", NOW.plusSeconds(9))
                .orThrow();
        assertThat(decided).isEqualTo(new Pin("shop", shop.card(5), OptionalInt.empty(), NOW.plusSeconds(9)));
        assertThat(home.pinAgain(rival.card(3).encoded(), "shop", NOW).orThrow().card())
                .isEqualTo(rival.card(3));
    }

    @Test
    void anIdentityHasOneNameUntilAPersonGivesItAnother() {
        home.pin(shop.card(2).encoded(), NOW).orThrow();
        assertProblem(home.pin(shop.card(2).encoded(), "store", NOW), Problem.EXISTS);
        assertThat(home.pinAgain(shop.card(1).encoded(), "store", NOW).orThrow().card())
                .isEqualTo(shop.card(2));
        assertThat(home.pins()).extracting(Pin::name).containsExactly("store");
        Card other = new Homes.Stranger("x").card(1);
        home.pinAgain(other.encoded(), "store", NOW).orThrow();
        assertThat(home.pins()).extracting(Pin::card).containsExactly(other);
        assertProblem(home.pinAgain(shop.card(1).encoded(), "STORE", NOW), Problem.EXISTS);
    }

    @Test
    void ownIdentitiesAreNotPinned() {
        Card bank = Homes.identity(home, "bank");
        assertProblem(home.pin(bank.encoded(), "other", NOW), Problem.EXISTS);
        assertProblem(home.pinAgain(bank.encoded(), "other", NOW), Problem.EXISTS);
        assertProblem(home.pinAgain(shop.card(1).encoded(), "bank", NOW), Problem.EXISTS);
    }

    @Test
    void whatIsNoCardIsNotPinned() {
        assertThat(Homes.problemOf(home.pin(Bytes.EMPTY, "x", NOW))).isNotEqualTo("GOOD");
        assertProblem(home.pin(new Homes.Stranger("Ann Smith").card(1).encoded(), NOW), Problem.USAGE);
        assertProblem(home.unpin("x"), Problem.NAME_UNKNOWN);
        assertThat(home.pins()).isEmpty();
    }

    @Test
    void theDirectoryKnowsOwnIdentitiesAndPinsByNameAndIdentifier() {
        Card bank = Homes.identity(home, "bank");
        home.pin(shop.card(1).encoded(), "store", NOW).orThrow();
        assertThat(home.directory().byName("bank")).isEqualTo(new Finding.Found(bank, "bank", OptionalInt.empty()));
        Finding store = new Finding.Found(shop.card(1), "store", OptionalInt.empty());
        assertThat(home.directory().byName("store")).isEqualTo(store);
        assertThat(home.directory().byName("shop")).isEqualTo(new Finding.Unknown());
        assertThat(home.directory().byName(shop.card(1).identifier().toString()))
                .isEqualTo(store);
        assertThat(home.directory().byIdentifier(shop.card(1).identifier())).isEqualTo(store);
        assertThat(home.directory().byName("z".repeat(64))).isEqualTo(new Finding.Unknown());
        home.unpin("store").orThrow();
        assertThat(home.directory().byName("store")).isEqualTo(new Finding.Unknown());
        assertThat(home.directory().byIdentifier(shop.card(1).identifier())).isEqualTo(new Finding.Unknown());
    }

    @Test
    void theDirectoryTellsOfAForkAndOfDamage() throws IOException {
        home.pin(shop.card(2).encoded(), NOW).orThrow();
        home.pin(shop.from(1).card(2).encoded(), NOW);
        assertThat(home.directory().byName("shop"))
                .isEqualTo(new Finding.Found(shop.card(2), "shop", OptionalInt.of(1)));
        Files.write(home.folder().resolve("pins/ann"), new byte[99]);
        try (Home fresh = Homes.open(home.folder())) {
            Finding damaged = new Finding.Failed(Problem.HOME_DAMAGED);
            assertThat(fresh.directory().byName("ann")).isEqualTo(damaged);
            assertThat(fresh.directory().byName("bob")).isEqualTo(new Finding.Unknown());
            assertThat(fresh.directory()
                            .byIdentifier(new Homes.Stranger("x").card(1).identifier()))
                    .isEqualTo(damaged);
            assertThat(fresh.directory().byName("shop")).isInstanceOf(Finding.Found.class);
            fresh.unpin("ann").orThrow();
            assertThat(fresh.directory().byName("ann")).isEqualTo(new Finding.Unknown());
        }
    }

    @Test
    void aLongRunningProcessSeesAnImportWithinASecondAndKeepsTheSameCardsUntilThen() throws Exception {
        home.pin(shop.card(1).encoded(), NOW).orThrow();
        Finding before = home.directory().byName("shop");
        try (Home other = Homes.open(home.folder())) {
            other.pin(shop.card(2).encoded(), NOW).orThrow();
            other.pin(new Homes.Stranger("ann").card(1).encoded(), NOW).orThrow();
        }
        Thread.sleep(1_050);
        assertThat(((Finding.Found) home.directory().byName("shop")).card()).isEqualTo(shop.card(2));
        Finding ann = home.directory().byName("ann");
        assertThat(ann).isInstanceOf(Finding.Found.class);
        assertThat(before).isInstanceOf(Finding.Found.class);
        Thread.sleep(1_050);
        assertThat(((Finding.Found) home.directory().byName("ann")).card()).isSameAs(((Finding.Found) ann).card());
    }
}

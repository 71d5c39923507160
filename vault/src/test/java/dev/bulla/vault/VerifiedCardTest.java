// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static dev.bulla.vault.Homes.NOW;
import static dev.bulla.vault.Homes.RANDOM;
import static dev.bulla.vault.Homes.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Lockbox;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/home.md} §3, {@code verified}: the record that a card was verified, against one who can even seal. */
class VerifiedCardTest {
    private static final String PIN = "pins/shop";
    private static final int PIN_RECORD = 9;
    private static final int OWN_RECORD = 32;

    @TempDir
    Path temp;

    private final Homes.Stranger shop = new Homes.Stranger("shop");
    private Home home;
    private Safe safe;

    @BeforeEach
    void makeHome() throws IOException {
        home = Homes.create(temp.resolve("home"));
        safe = safeOf(temp.resolve("home"));
        Homes.identity(home, "bank");
        home.pin(shop.card(2).encoded(), NOW).orThrow();
    }

    @AfterEach
    void closeHome() {
        safe.close();
        home.close();
    }

    private static Safe safeOf(Path folder) throws IOException {
        Lockbox box = Lockbox.of(Secret.of(Files.readAllBytes(folder.resolve("root.key"))));
        return new Safe(folder, HomeOpener.read(folder).id(), box, RANDOM, Disk.real());
    }

    private interface Change {
        byte[] of(byte[] plaintext);
    }

    private void rewrite(Safe.Kind kind, String place, Change change) throws IOException {
        byte[] plain = safe.read(kind, place, safe.at(place)).orElseThrow();
        safe.write(kind, place, safe.at(place), change.of(plain), false);
    }

    private static byte[] withByte(byte[] plain, int at) {
        plain[at] ^= 1;
        return plain;
    }

    private Pin pinned() {
        return home.pins().get(0);
    }

    @Test
    void aWrongRecordIsNoDamageTheCardIsVerifiedInstead() throws IOException {
        rewrite(Safe.Kind.PIN, PIN, plain -> withByte(plain, PIN_RECORD));
        rewrite(Safe.Kind.CARD, "identities/bank/card", plain -> withByte(plain, OWN_RECORD));
        assertThat(pinned()).isEqualTo(new Pin("shop", shop.card(2), OptionalInt.empty(), NOW));
        assertThat(home.damaged()).isEmpty();
        Homes.assertWhole(home, "bank");
    }

    @Test
    void aChangedCardIsRefusedWithTheRecordItHad() throws IOException {
        rewrite(Safe.Kind.PIN, PIN, plain -> withByte(plain, plain.length - 2));
        rewrite(Safe.Kind.CARD, "identities/bank/card", plain -> withByte(plain, plain.length - 2));
        assertThat(home.damaged()).containsExactlyInAnyOrder(PIN, "identities/bank/card");
        assertProblem(home.identity("bank"), Problem.HOME_DAMAGED);
    }

    @Test
    void theRecordOfAnotherCardOrHomeVerifiesNothing() throws IOException {
        Card broken = shop.card(2);
        Bytes own = home.own("bank").orThrow().card().encoded();
        for (byte[] other : new byte[][] {
            safe.remembered(shop.card(1)), safe.remembered(Card.decode(own).orThrow()), otherHome(broken)
        }) {
            byte[] record = Arrays.copyOf(other, Lockbox.RECORD_BYTES);
            rewrite(Safe.Kind.PIN, PIN, plain -> {
                byte[] changed = withByte(plainPin(broken), plainPin(broken).length - 2);
                System.arraycopy(record, 0, changed, PIN_RECORD, record.length);
                return changed;
            });
            assertThat(home.damaged()).containsExactly(PIN);
            rewrite(Safe.Kind.PIN, PIN, plain -> {
                byte[] whole = plainPin(broken);
                System.arraycopy(record, 0, whole, PIN_RECORD, record.length);
                return whole;
            });
            assertThat(pinned().card()).isEqualTo(broken);
        }
    }

    private byte[] otherHome(Card card) throws IOException {
        Path folder = temp.resolve("other");
        Homes.create(folder).close();
        try (Safe other = safeOf(folder)) {
            return other.remembered(card);
        }
    }

    private byte[] plainPin(Card card) {
        byte[] ending = safe.remembered(card);
        byte[] plain = Arrays.copyOf(new byte[] {(byte) 0xff}, PIN_RECORD + ending.length);
        System.arraycopy(ending, 0, plain, PIN_RECORD, ending.length);
        return plain;
    }

    @Test
    void aFileWithItsRecordOpensNowhereElse() throws IOException {
        home.pin(new Homes.Stranger("ann").card(1).encoded(), NOW).orThrow();
        Files.copy(safe.at("pins/ann"), safe.at(PIN), StandardCopyOption.REPLACE_EXISTING);
        assertThat(home.damaged()).containsExactly(PIN);
    }

    @Test
    void anOlderCardWithItsRecordStaysTheOlderCardAndCannotTakeItsSuccessorsPlace() throws IOException {
        byte[] older = Files.readAllBytes(safe.at(PIN));
        home.pin(shop.card(3).encoded(), NOW).orThrow();
        byte[] record = Arrays.copyOf(safe.remembered(shop.card(3)), Lockbox.RECORD_BYTES);
        Files.write(safe.at(PIN), older);
        assertThat(pinned().card()).isEqualTo(shop.card(2));
        assertProblem(home.pin(shop.from(1).card(3).encoded(), NOW), Problem.IDENTITY_FORKED);
        rewrite(Safe.Kind.PIN, PIN, plain -> {
            System.arraycopy(record, 0, plain, PIN_RECORD, record.length);
            return withByte(plain, plain.length - 2);
        });
        assertThat(home.damaged()).containsExactly(PIN);
    }

    @Test
    void aFileThatEndsWithinTheRecordIsDamaged() throws IOException {
        rewrite(Safe.Kind.PIN, PIN, plain -> Arrays.copyOf(plain, PIN_RECORD + Lockbox.RECORD_BYTES - 1));
        rewrite(Safe.Kind.CARD, "identities/bank/card", plain -> Arrays.copyOf(plain, OWN_RECORD));
        assertThat(home.damaged()).containsExactlyInAnyOrder(PIN, "identities/bank/card");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.testkit.Trials;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code spec/home.md} §3. */
class LockboxTest {
    private static final Randomness RANDOM = new SecureRandom()::nextBytes;
    private static final Bytes PLACE = Bytes.utf8("pins/bank");

    private final Secret root = Secret.generate(32, RANDOM);
    private final Lockbox box = Lockbox.of(root);

    @Test
    void whatWasSealedOpens() {
        Trials.run(50, random -> {
            byte[] plain = Trials.bytes(random, 5000);
            Bytes sealed = box.seal("bulla/1 test", PLACE, Secret.of(plain), RANDOM);
            assertThat(sealed.size()).isEqualTo(plain.length + Lockbox.OVERHEAD_BYTES);
            assertThat(box.open("bulla/1 test", PLACE, sealed)).contains(Secret.of(plain));
        });
    }

    @Test
    void sealingTwiceShowsNothingInCommon() {
        Secret plain = Secret.of(new byte[64]);
        assertThat(box.seal("x", PLACE, plain, RANDOM)).isNotEqualTo(box.seal("x", PLACE, plain, RANDOM));
    }

    @Test
    void anotherLabelPlaceOrRootOpensNothing() {
        Bytes sealed = box.seal("bulla/1 test", PLACE, Secret.of(new byte[9]), RANDOM);
        assertThat(box.open("bulla/1 test2", PLACE, sealed)).isEmpty();
        assertThat(box.open("bulla/1 test", Bytes.utf8("pins/bonk"), sealed)).isEmpty();
        assertThat(Lockbox.of(Secret.generate(32, RANDOM)).open("bulla/1 test", PLACE, sealed))
                .isEmpty();
    }

    @Test
    void everyChangedByteAndEveryCutIsNoticed() {
        byte[] sealed = box.seal("x", PLACE, Secret.of(new byte[9]), RANDOM).toArray();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 0x10;
            assertThat(box.open("x", PLACE, Bytes.of(changed))).as("byte %d", i).isEmpty();
            assertThat(box.open("x", PLACE, Bytes.of(sealed, 0, i)))
                    .as("cut at %d", i)
                    .isEmpty();
        }
    }

    /** Expected bytes by the Python package cryptography 48.0.0 (OpenSSL). */
    @Test
    void theBytesAreThoseOfTheSpecification() {
        byte[] root = new byte[32];
        root[0] = 7;
        Lockbox known = Lockbox.of(Secret.of(root));
        assertThat(known.seal("bulla/1 home pin", PLACE, Secret.of(new byte[] {1, 2}), bytes -> {})
                        .hex())
                .isEqualTo("00".repeat(32) + "4f4e04022bb818840f156627a6ce0b473cfd");
    }

    /** Expected bytes by the same package. */
    @Test
    void aPassphraseIsStretchedByArgon2id() {
        Bytes salt = Bytes.of(new byte[16]);
        assertThat(Lockbox.stretch("grüße".toCharArray(), salt, 8192, 1, 1).expose())
                .asHexString()
                .isEqualToIgnoringCase("e5b360ff54564bdf47265395951c659388bd0972030087e7bb865279f74e5355");
        assertThatThrownBy(() -> Lockbox.stretch("x".toCharArray(), Bytes.EMPTY, 8192, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRememberedCardIsNotVerifiedAgain() {
        Card card = Person.named("ann").card();
        assertThat(Card.decode(card.encoded(), box, box.remember(card))).isEqualTo(Outcome.good(card));
        Bytes broken = broken(card);
        assertThat(Card.decode(broken)).isEqualTo(Outcome.bad(Problem.CARD_INVALID, ""));
        assertThat(Card.decode(broken, box, recordOf(broken))).isInstanceOf(Outcome.Good.class);
    }

    @Test
    void withAnyOtherRecordACardIsVerifiedWhole() {
        Card card = Person.named("ann").card();
        Bytes broken = broken(card);
        byte[] right = recordOf(broken).toArray();
        for (int bit = 0; bit < 8 * right.length; bit++) {
            byte[] wrong = right.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Card.decode(broken, box, Bytes.of(wrong))).isInstanceOf(Outcome.Bad.class);
        }
        Lockbox other = Lockbox.of(Secret.generate(32, RANDOM));
        for (Bytes record : List.of(
                Bytes.EMPTY,
                Bytes.of(right, 0, 31),
                Bytes.of(new byte[32]),
                box.remember(card),
                other.remember(card))) {
            assertThat(Card.decode(broken, box, record)).isEqualTo(Outcome.bad(Problem.CARD_INVALID, ""));
            assertThat(Card.decode(card.encoded(), box, record)).isEqualTo(Outcome.good(card));
        }
        assertThat(Card.decode(broken, other, recordOf(broken))).isInstanceOf(Outcome.Bad.class);
    }

    /** Its last signature does not hold. */
    private static Bytes broken(Card card) {
        byte[] changed = card.encoded().toArray();
        changed[changed.length - 2] ^= 1;
        return Bytes.of(changed);
    }

    /** What {@code spec/home.md} §3 says, step by step: no card that is not valid can be remembered. */
    private Bytes recordOf(Bytes card) {
        byte[] info =
                Framing.join(Framing.label("bulla/1 home verified card"), new byte[] {1}, Sha256.digest(card.raw()));
        return Bytes.of(Hkdf.expand(root.expose(), info, 32));
    }

    @Test
    void aClosedBoxOpensNothing() {
        box.close();
        assertThatThrownBy(() -> box.open("x", PLACE, Bytes.of(new byte[48])))
                .isInstanceOf(IllegalStateException.class);
    }
}

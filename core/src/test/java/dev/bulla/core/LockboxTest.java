// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.testkit.Trials;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** {@code spec/home.md} §3. */
class LockboxTest {
    private static final Randomness RANDOM = new SecureRandom()::nextBytes;
    private static final Bytes PLACE = Bytes.utf8("pins/bank");

    private final Lockbox box = Lockbox.of(Secret.generate(32, RANDOM));

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
    void aClosedBoxOpensNothing() {
        box.close();
        assertThatThrownBy(() -> box.open("x", PLACE, Bytes.of(new byte[48])))
                .isInstanceOf(IllegalStateException.class);
    }
}

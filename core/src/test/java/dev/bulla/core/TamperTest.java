// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing that was changed opens: every byte of small envelopes and cards, every prefix, every surplus byte. What comes
 * is one of the expected outcomes and never an exception.
 */
class TamperTest {
    /** Steps through bytes of which most are keys and signatures of ML-DSA, to save time. */
    private static final int MOSTLY_SIGNATURE = 11;

    /** One sender, his reader, a stranger, and one envelope. */
    private static final class Scene {
        final World world;
        final Person reader;
        final Person stranger;
        final byte[] envelope;

        Scene(Suite suite, Proof proof, boolean hidden) {
            Person sender = Person.of("sender", suite);
            reader = Person.of("reader", suite);
            stranger = Person.of("stranger", suite);
            world = World.of(sender, reader, stranger);
            world.policy = Policy.knownInAnyProof();
            Draft draft = Draft.to("reader").proof(proof).part("body", "two apples");
            envelope = world.seal(sender, hidden ? draft.hidden() : draft).toArray();
        }

        /** An opener that knows the epoch already, and its counter as free. */
        Opener warm() {
            Opener opener = world.opener(reader);
            opener.open(Bytes.of(envelope), Expectation.none()).orThrow().release();
            return opener;
        }
    }

    private static void everyByte(byte[] bytes, Consumer<byte[]> attempt) {
        everyByte(bytes, 1, attempt);
    }

    private static void everyByte(byte[] bytes, int step, Consumer<byte[]> attempt) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < bytes.length; i += step) {
            changed[i] ^= (byte) (1 << i % 8);
            attempt.accept(changed);
            changed[i] = bytes[i];
        }
    }

    private static void everyBit(byte[] bytes, Consumer<byte[]> attempt) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < 8 * bytes.length; i++) {
            changed[i / 8] ^= (byte) (1 << i % 8);
            attempt.accept(changed);
            changed[i / 8] = bytes[i / 8];
        }
    }

    private static void everyLength(byte[] bytes, Consumer<byte[]> attempt) {
        for (int length = 0; length < bytes.length; length++) {
            attempt.accept(Arrays.copyOf(bytes, length));
        }
        for (int last = 0; last < 256; last++) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            longer[bytes.length] = (byte) last;
            attempt.accept(longer);
        }
    }

    private static void staysClosed(Opener opener, byte[] changed) {
        String outcome = World.outcome(opener.open(Bytes.of(changed), Expectation.none()));
        assertThat(outcome).isNotEqualTo("opened");
    }

    private static void staysClosedAsStream(Opener opener, byte[] changed) {
        Bytes bytes = Bytes.of(changed);
        try {
            String outcome = World.outcome(opener.open(bytes::stream, Expectation.none()));
            assertThat(outcome).isNotEqualTo("opened");
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void noByteOfAnEnvelopeMayChange(Suite suite) {
        for (Proof proof : Proof.values()) {
            Scene scene = new Scene(suite, proof, false);
            Opener reader = scene.world.opener(scene.reader);
            Opener stranger = scene.world.opener(scene.stranger);
            int step = suite == Suite.PQ && proof != Proof.SIGNATURE ? MOSTLY_SIGNATURE : 1;
            everyByte(scene.envelope, step, changed -> staysClosed(reader, changed));
            everyByte(scene.envelope, step, changed -> staysClosed(stranger, changed));
            everyLength(scene.envelope, changed -> staysClosed(reader, changed));
        }
    }

    @ParameterizedTest
    @EnumSource(Proof.class)
    void noByteMayChangeAlsoForAReaderWhoKnowsTheEpoch(Proof proof) {
        Scene scene = new Scene(Suite.CLASSIC, proof, false);
        Opener warm = scene.warm();
        everyByte(scene.envelope, changed -> staysClosed(warm, changed));
        everyLength(scene.envelope, changed -> staysClosed(warm, changed));
        everyByte(scene.envelope, changed -> staysClosedAsStream(warm, changed));
    }

    @Test
    void noBitMayChange() {
        Scene scene = new Scene(Suite.CLASSIC, Proof.SIGNATURE, false);
        Opener reader = scene.world.opener(scene.reader);
        everyBit(scene.envelope, changed -> staysClosed(reader, changed));
    }

    @ParameterizedTest
    @EnumSource(Proof.class)
    void noByteOfAStreamMayChange(Proof proof) {
        Scene scene = new Scene(Suite.CLASSIC, proof, true);
        Opener reader = scene.world.opener(scene.reader);
        Opener stranger = scene.world.opener(scene.stranger);
        everyByte(scene.envelope, changed -> staysClosedAsStream(reader, changed));
        everyByte(scene.envelope, changed -> staysClosedAsStream(stranger, changed));
        everyLength(scene.envelope, changed -> staysClosedAsStream(reader, changed));
        everyByte(scene.envelope, changed -> staysClosed(reader, changed));
    }

    @Test
    void noByteOfAnEpochObjectMayChange() {
        EnvelopeForge forge = new EnvelopeForge("tamper", Suite.CLASSIC, CardForge.usual("dave", Suite.CLASSIC));
        CardForge dora = CardForge.usual("dora", Suite.CLASSIC);
        forge.target(dora, 0, 0);
        forge.byReference = true;
        Bytes envelope = Bytes.of(forge.build());
        World world = World.of();
        world.known.put("dave", forge.sender.card());
        Opener opener = Opener.of(
                dora.identity(world.primitives),
                world.directory(),
                world.policy,
                world.journal,
                world.replay,
                world.settings,
                world.ground(),
                world.primitives);
        Consumer<byte[]> attempt = changed -> assertThat(
                        World.outcome(opener.open(envelope, Expectation.none().withEpoch(Bytes.of(changed)))))
                .isNotEqualTo("opened");
        everyBit(forge.epochObject, attempt);
        everyLength(forge.epochObject, attempt);
        assertThat(World.outcome(opener.open(envelope, Expectation.none().withEpoch(Bytes.of(forge.epochObject)))))
                .isEqualTo("opened");
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void noByteOfACardMayChange(Suite suite) {
        CardForge card = CardForge.usual("card", suite);
        if (suite == Suite.CLASSIC) {
            card.open(CardForge.BIRTH + 1, suite, statement -> {});
        }
        byte[] encoded = card.encode();
        Consumer<byte[]> attempt =
                changed -> assertThat(Card.decode(changed, Primitives.best())).isInstanceOf(Outcome.Bad.class);
        everyByte(encoded, suite == Suite.PQ ? MOSTLY_SIGNATURE : 1, attempt);
        everyLength(encoded, attempt);
    }
}

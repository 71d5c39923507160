// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come, opening them ends in one of the four outcomes, and in the same one in memory and as a stream.
 * The seeds are the vectors that open, and contents of parts.
 */
class OpenerFuzzTest {
    private static final byte[] WORDS = "apples and pears".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static final CardForge ALICE = CardForge.usual("alice", Suite.HYBRID);
    private static final CardForge DAVE = CardForge.usual("dave", Suite.CLASSIC);
    private static final CardForge DORA = CardForge.usual("dora", Suite.CLASSIC);
    private static final Identity BOB = CardForge.usual("bob", Suite.HYBRID).identity(Primitives.best());
    private static final Identity READER = DORA.identity(Primitives.best());

    private static Opener opener(Identity reader) {
        World world = new World(Primitives.best());
        world.known.put("alice", ALICE.card());
        world.known.put("dave", DAVE.card());
        world.policy = Policy.knownInAnyProof();
        return Opener.of(
                reader,
                world.directory(),
                world.policy,
                world.journal,
                world.replay,
                world.settings,
                world.ground(),
                world.primitives);
    }

    static Stream<byte[]> envelopes() {
        return VectorText.read("envelope/valid").stream().map(VectorText::body);
    }

    /** Plaintexts of parts: preamble, content, padding. */
    static Stream<byte[]> plaintexts() {
        byte[] stored = TinyDeflate.stored(WORDS);
        byte[] run = TinyDeflate.of(WORDS, 3);
        byte[] zeros = new byte[6];
        return Stream.of(
                part(CborTree.list("", 16, 0), WORDS),
                part(CborTree.list("text/plain", CborTree.NULL, 0), WORDS),
                part(CborTree.list("", 16, 1), stored),
                part(CborTree.list("", 16 + 3 * 258, 1), run),
                part(CborTree.list("", 16, 2), Framing.join(WORDS, new byte[2])),
                part(CborTree.list("", 100, 2), Framing.join(new byte[100], zeros)),
                part(CborTree.list("", 16, 3), Framing.join(stored, new byte[2])),
                part(CborTree.list("", 17, 1), stored),
                part(CborTree.list("", 16, 4), WORDS));
    }

    private static byte[] part(Object preamble, byte[] stored) {
        return Framing.join(CborTree.encode(preamble), stored);
    }

    @MethodSource("envelopes")
    @FuzzTest
    void openingEndsInOneOutcome(byte @Nullable [] data) throws IOException {
        if (data != null) {
            sameBothWays(opener(BOB), Bytes.of(data));
        }
    }

    @MethodSource("plaintexts")
    @FuzzTest
    void whateverAPartIsMadeOf(byte @Nullable [] data) throws IOException {
        if (data == null) {
            return;
        }
        EnvelopeForge forge = new EnvelopeForge("fuzz", Suite.CLASSIC, DAVE, DORA);
        forge.part("body", "").plaintext = plain -> data;
        sameBothWays(opener(READER), Bytes.of(forge.build()));
    }

    private static void sameBothWays(Opener opener, Bytes envelope) throws IOException {
        Expectation archive = Expectation.none().inArchive();
        String inMemory = learnt(opener.open(envelope, archive), envelope);
        assertThat(learnt(opener.open(envelope::stream, archive), envelope)).isEqualTo(inMemory);
    }

    private static String learnt(Opening opening, Bytes envelope) {
        try {
            return opening.fold(
                    opened -> VectorLearnt.of(opened, envelope).toString(),
                    notForMe -> "not_for_me",
                    refused -> refused.problem().name(),
                    unavailable -> unavailable.problem().name());
        } catch (ProblemException whileReading) {
            return whileReading.problem().name();
        }
    }
}

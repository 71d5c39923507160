// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seal and open, in every way they can be combined. */
class EnvelopeTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private static Draft order() {
        return Draft.to("bob", "carol")
                .context("orders")
                .attribute("region", "north")
                .livesFor(Duration.ofMinutes(10))
                .part("body", "two apples")
                .part("pii", "4111 1111", "bob");
    }

    static Stream<Primitives> everyProvider() {
        return Primitives.available().stream();
    }

    @Test
    void eachReaderOpensExactlyThePartsMeantForIt() {
        Bytes envelope = world.seal(alice, order());
        Opened forBob = world.open(bob, envelope, "orders").orThrow();
        assertThat(forBob.text("body")).isEqualTo("two apples");
        assertThat(forBob.text("pii")).isEqualTo("4111 1111");
        assertThat(forBob.sender().name()).isEqualTo("alice");
        assertThat(forBob.attributes()).isEqualTo(Map.of("region", "north"));
        Opened forCarol = world.open(carol, envelope, "orders").orThrow();
        assertThat(forCarol.text("body")).isEqualTo("two apples");
        assertThat(forCarol.part("pii")).get().isInstanceOf(Part.Withheld.class);
        assertThat(World.outcome(world.open(mallory, envelope, "orders"))).isEqualTo("not_for_me");
    }

    @Test
    void aStreamIsNotSealedInMemoryAndTheMessageSaysWhich() {
        Draft draft = Draft.to("bob").part(Piece.of("photos", Content.of(InputStream::nullInputStream, 0)));
        assertThatThrownBy(() -> world.sealer(alice).seal(draft))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("photos");
    }

    @Test
    void aReaderWhoIsNoRecipientIsNamed() {
        assertThatThrownBy(() -> Draft.to("bob").part("card", "4111", "bob", "carol"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a reader of part card is not a recipient: carol");
    }

    @Test
    void anOpenedMessagePrintsNothingOfWhatIsInIt() {
        Opened opened = world.open(bob, world.seal(alice, order()), "orders").orThrow();
        assertThat(opened.toString())
                .matches("Opened\\(from [0-9a-f]{8}, 2 parts\\)")
                .doesNotContain("apples");
    }

    @Test
    void nothingReadableIsOnTheWire() {
        String wire = new String(world.seal(alice, order()).toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(wire).doesNotContain("apples", "4111", "alice", "bob", "orders", "body", "pii", "region", "north");
    }

    @ParameterizedTest
    @MethodSource("everyProvider")
    void everySuiteInEveryProofOnEveryProvider(Primitives primitives) {
        for (Suite suite : Suite.values()) {
            Person sender = Person.of("sender", suite);
            Person reader = Person.of("reader", suite);
            World here = new World(primitives, sender, reader);
            here.policy = Policy.knownInAnyProof();
            for (Proof proof : Proof.values()) {
                for (boolean hidden : new boolean[] {false, true}) {
                    Draft draft = Draft.to("reader").proof(proof).part("body", "hello");
                    Bytes envelope = here.seal(sender, hidden ? draft.hidden() : draft);
                    Opened opened = here.open(reader, envelope, "").orThrow();
                    assertThat(opened.text("body")).isEqualTo("hello");
                    assertThat(opened.proof()).isEqualTo(proof);
                    assertThat(opened.digest())
                            .isEqualTo(Inspection.of(envelope).orThrow().digest());
                }
            }
        }
    }

    @Test
    void partsOfEverySizeComeBackByteForByteInMemoryAndAsStreams() throws IOException {
        int segment = Limits.SEGMENT_PLAIN_BYTES;
        int preamble = new Preamble("", 0, false, false).encode().length;
        int[] sizes = {
            0, 1, 100, segment - 5 - preamble, segment - 5, segment, 16 * segment, 17 * segment + 3, 40 * segment - 9
        };
        for (int size : sizes) {
            for (int adjust = 0; adjust < 12; adjust += size > segment ? 7 : 1) {
                roundTrip(size + adjust, false, false);
            }
            roundTrip(size, true, false);
            roundTrip(size, false, true);
            roundTrip(size, true, true);
        }
    }

    private void roundTrip(int size, boolean compressed, boolean padded) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        for (int i = 0; compressed && i < size; i++) {
            content[i] &= 3;
        }
        Bytes bytes = Bytes.of(content);
        for (Content from : List.of(Content.of(bytes), Content.of(bytes::stream, size))) {
            Piece piece = new Piece("body", from, "application/x", java.util.Set.of(), compressed, padded);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Draft draft = Draft.to("bob").part(piece).part("note", "n");
            world.sealer(alice).sealTo(draft, out).orThrow();
            Bytes envelope = Bytes.of(out.toByteArray());
            if (from instanceof Content.InMemory) {
                assertThat(world.seal(alice, draft).size()).as("size " + size).isEqualTo(envelope.size());
            }
            Opened inMemory = world.open(bob, envelope, "").orThrow();
            assertThat(inMemory.bytes("body")).as("size " + size).isEqualTo(bytes);
            inMemory.release();
            Opened streamed =
                    world.opener(bob).open(envelope::stream, Expectation.none()).orThrow();
            assertThat(streamed.bytes("body")).as("size " + size).isEqualTo(bytes);
            assertThat(streamed.text("note")).isEqualTo("n");
            Part.Readable part = (Part.Readable) streamed.part("body").orElseThrow();
            assertThat(part.mediaType()).isEqualTo("application/x");
            assertThat(part.length()).hasValue(size);
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            try (InputStream stream = part.stream()) {
                stream.transferTo(copy);
            }
            assertThat(copy.toByteArray()).isEqualTo(content);
        }
    }

    @Test
    void aStreamOfUnknownLengthComesBackToo() throws IOException {
        byte[] content = new byte[3 * Limits.SEGMENT_PLAIN_BYTES];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Piece piece = Piece.of("body", Content.of(() -> new ByteArrayInputStream(content)));
        world.sealer(alice).sealTo(Draft.to("bob").part(piece), out).orThrow();
        Opened opened = world.open(bob, Bytes.of(out.toByteArray()), "").orThrow();
        assertThat(opened.bytes("body").toArray()).isEqualTo(content);
    }

    @Test
    void aBatchIsOneSignatureAndEveryMessageStandsAlone() {
        for (int size : new int[] {1, 2, 3, 5, 8, 33}) {
            List<Draft> drafts = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                drafts.add(Draft.to("bob").proof(Proof.BATCH).part("body", "number " + i));
            }
            List<Outcome<SealedMessage>> sealed = world.sealer(alice).sealBatch(drafts);
            for (int i = 0; i < size; i++) {
                Opened opened =
                        world.open(bob, sealed.get(i).orThrow().envelope(), "").orThrow();
                assertThat(opened.text("body")).isEqualTo("number " + i);
            }
        }
    }

    @Test
    void anEpochMayBeNamedInsteadOfCarried() {
        SealedMessage sealed = world.sealer(alice).seal(order().byReference()).orThrow();
        Expectation orders = Expectation.of("orders");
        assertThat(sealed.envelope().size()).isLessThan(600);
        assertThat(world.outcome(bob, sealed.envelope(), orders)).isEqualTo("EPOCH_UNKNOWN");
        Bytes object = sealed.epochObject().orElseThrow();
        Opener opener = world.opener(bob);
        assertThat(World.outcome(opener.open(sealed.envelope(), orders.withEpoch(object))))
                .isEqualTo("opened");
    }

    @Test
    void anOpenerKnowsAnEpochAgainInlineAndByReference() {
        world.policy = Policy.knownInAnyProof();
        for (Proof proof : Proof.values()) {
            Sealer sealer = world.sealer(alice);
            Opener opener = world.opener(bob);
            for (int i = 0; i < 5; i++) {
                Draft draft = Draft.to("bob").proof(proof).part("body", "number " + i);
                Bytes envelope = sealer.seal(i == 3 ? draft.byReference() : draft)
                        .orThrow()
                        .envelope();
                Opened opened = opener.open(envelope, Expectation.none()).orThrow();
                assertThat(opened.text("body")).isEqualTo("number " + i);
            }
        }
    }

    @Test
    void aReplayIsRefusedAndARedeliveryInFlightComesAgainLater() {
        Bytes envelope = world.seal(alice, order());
        Opened first = world.open(bob, envelope, "orders").orThrow();
        assertThat(World.outcome(world.open(bob, envelope, "orders"))).isEqualTo("IN_FLIGHT");
        first.release();
        Opened again = world.open(bob, envelope, "orders").orThrow();
        again.done();
        assertThat(World.outcome(world.open(bob, envelope, "orders"))).isEqualTo("REPLAYED");
        assertThat(World.outcome(world.open(carol, envelope, "orders"))).isEqualTo("opened");
    }
}

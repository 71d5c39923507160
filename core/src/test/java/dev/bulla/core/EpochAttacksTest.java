// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Keys, slots and commitments: E4, E6, S1, S4, S6, S7. */
class EpochAttacksTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private String bobSees(ForgedWire wire) {
        return world.outcome(bob, wire.bytes(), Expectation.none());
    }

    /** Two machines resumed from one snapshot: one epoch, the same next counter. */
    private List<MessageSealer.Unproven> clonesSeal(List<String> texts, Randomness random) {
        Audience audience = new Audience(List.of("bob"), List.of(bob.card()), List.of());
        Ground ground = Ground.of(() -> world.now, random);
        SealingEpoch epoch = new EpochMaker(Forge.PRIMITIVES, world.ground(), new Signer(alice.identity()))
                .make(Suite.HYBRID, Proof.SIGNATURE, false, audience, World.NOW.toEpochMilli());
        List<MessageSealer.Unproven> sealed = new ArrayList<>();
        for (String text : texts) {
            SealingEpoch clone = new SealingEpoch(epoch.keys(), new byte[0], new byte[0], audience);
            Draft draft = Draft.to("bob").part("p", text);
            Header header = draft.header(World.NOW.toEpochMilli(), audience.places(draft.pieces()), List.of());
            int counter = clone.takeCounter();
            assertThat(counter).isZero();
            sealed.add(new MessageSealer(Forge.PRIMITIVES, ground).inMemory(clone, draft, header, counter, 64));
        }
        return sealed;
    }

    @Test
    void e4TwoCopiesOfASenderNeverShareAKeyThoughTheyUseTheSameCounter() {
        List<MessageSealer.Unproven> sealed =
                clonesSeal(List.of("pay 100", "pay 999"), world.ground().randomness());
        assertThat(sealed.get(0).keys().key(0))
                .isNotEqualTo(sealed.get(1).keys().key(0));
        Randomness snapshotted = bytes -> Arrays.fill(bytes, (byte) 7);
        List<MessageSealer.Unproven> repeated = clonesSeal(List.of("pay 100", "pay 999"), snapshotted);
        assertThat(repeated.get(0).keys().key(0))
                .as("a generator that was copied with the process would bring the attack back")
                .isEqualTo(repeated.get(1).keys().key(0));
    }

    @Test
    void e4AnAbandonedMessageBurnsItsCounter() {
        Sealer sealer = world.sealer(alice);
        Content broken = Content.of(() -> {
            throw new java.io.IOException("gone");
        });
        Draft failing = Draft.to("bob").part(Piece.of("p", broken));
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> sealer.sealTo(failing, java.io.OutputStream.nullOutputStream()))
                .isInstanceOf(java.io.IOException.class);
        ForgedWire next = ForgedWire.read(
                sealer.seal(Draft.to("bob").part("p", "x")).orThrow().envelope());
        assertThat(next.counter).isEqualTo(1);
    }

    @Test
    void e4NoNonceOfOneMessageIsUsedTwiceUnderOneKey() {
        java.util.Set<String> nonces = new java.util.HashSet<>();
        int count = 0;
        for (int place : new int[] {0, 1, 2, 255, 256, 257}) {
            for (long segment : new long[] {0, 1, 255, 256, 65536, (1L << 24) - 1, 1L << 32, (1L << 47)}) {
                for (boolean last : new boolean[] {false, true}) {
                    nonces.add(
                            Bytes.owned(MessageKeys.nonce(place, segment, last)).hex());
                    count++;
                }
            }
        }
        assertThat(nonces).hasSize(count);
    }

    /** A hint is a hash of public data: whoever holds the cards knows the recipients. Hidden, there is none. */
    @Test
    void e6HintsNameTheRecipientsToWhoeverHoldsTheirCardsAndHiddenOnesDoNot() {
        Draft draft = Draft.to("bob", "carol").part("all", "x").part("pii", "y", "bob");
        EpochCore open = core(world.seal(alice, draft));
        EpochCore hidden = core(world.seal(alice, draft.hidden()));
        for (Person reader : List.of(bob, carol, mallory)) {
            byte[] key = Forge.kemKey(reader, Kem.X_WING);
            byte[] keyId = EpochCore.keyId(Forge.PRIMITIVES, Suite.HYBRID, key);
            int slot = open.slot(EpochCore.hint(Forge.PRIMITIVES, open.salt(), keyId));
            assertThat(slot >= 0).isEqualTo(reader != mallory);
        }
        assertThat(hidden.hidden()).isTrue();
        assertThat(hidden.slots()).isEqualTo(2);
        assertThat(Arrays.compareUnsigned(hidden.enc(0).raw(), hidden.enc(1).raw()))
                .as("the order of the slots is that of fresh random bytes, not of names")
                .isNegative();
    }

    @Test
    void e6TheLengthOfASlotDoesNotTellWhoReadsAPrivatePart() {
        for (boolean hide : new boolean[] {false, true}) {
            Draft draft = Draft.to("bob", "carol")
                    .part("all", "x")
                    .part("pii", "y", "bob")
                    .part("more", "z", "carol", "bob");
            EpochCore core = core(world.seal(alice, hide ? draft.hidden() : draft));
            assertThat(core.sealed(0).size()).isEqualTo(core.sealed(1).size()).isEqualTo(2 * 33 + 16);
        }
    }

    private static EpochCore core(Bytes envelope) {
        return EpochCore.read(new CborReader(ForgedWire.read(envelope).epoch));
    }

    /** A two-key GCM ciphertext needs two keys for one compartment. The commitment allows one, for all that a slot lists. */
    @Test
    void s1AWrongSecretForAnyListedCompartmentRefusesTheWhole() {
        for (int wrong = 0; wrong < 3; wrong++) {
            Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 3);
            byte[] plain = forge.entries(3, 0, 1, 2);
            plain[wrong * 33 + 5] ^= 1;
            forge.slot(Forge.kemKey(bob, Kem.X_WING), bob.identifier().value().raw(), plain);
            ForgedWire wire = forge.message(0, "only compartment 0 is used").sign(forge.keys(), mallory);
            assertThat(bobSees(wire)).as("compartment " + wrong).isEqualTo("NOT_AUTHENTIC");
        }
        Forge right = Forge.naming(mallory, Proof.SIGNATURE, 3).slot(bob, 0, 1, 2);
        assertThat(bobSees(right.message(0, "x").sign(right.keys(), mallory))).isEqualTo("opened");
    }

    /** One ciphertext, two keys: Bob would have to accept an {@code S_0} that does not give {@code C_0}. */
    @Test
    void s1TwoReadersOfOnePartCannotBeGivenTwoKeysForIt() {
        Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 2).slot(bob, 0, 1);
        byte[] first = forge.secrets[1];
        byte[] committed = forge.commitments[1];
        forge.secret(1, Forge.random(32));
        forge.slot(carol, 0, 1);
        forge.secret(1, first);
        forge.commitments[1] = committed;
        ForgedWire wire = ForgedWire.of(forge.core(), forge.keys(), 0, Forge.header("", "pii", 1))
                .part(forge.keys(), 1, Forge.text("x"))
                .sign(forge.keys(), mallory);
        assertThat(bobSees(wire)).isEqualTo("opened");
        assertThat(world.outcome(carol, wire.bytes(), Expectation.none())).isEqualTo("NOT_AUTHENTIC");
    }

    @Test
    void s1ASlotsPlaintextHasOneForm() {
        Map<String, byte[]> lies = new TreeMap<>();
        Forge pattern = Forge.naming(mallory, Proof.SIGNATURE, 3);
        lies.put("without compartment 0", pattern.entries(2, 1, 2));
        lies.put("descending", pattern.entries(3, 0, 2, 1));
        lies.put("twice", pattern.entries(3, 0, 1, 1));
        lies.put("padding alone", pattern.entries(2));
        byte[] more = pattern.entries(2, 0, 1);
        more[33] = 3;
        lies.put("a compartment that is not there", more);
        byte[] dirty = pattern.entries(2, 0);
        dirty[65] = 1;
        lies.put("padding that says something", dirty);
        lies.forEach((what, plain) -> {
            Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 3);
            System.arraycopy(pattern.salt, 0, forge.salt, 0, 32);
            for (int j = 0; j < 3; j++) {
                forge.secret(j, pattern.secrets[j]);
            }
            forge.slot(Forge.kemKey(bob, Kem.X_WING), bob.identifier().value().raw(), plain);
            ForgedWire wire = forge.message(0, "x").sign(forge.keys(), mallory);
            assertThat(bobSees(wire)).as(what).isEqualTo("NOT_AUTHENTIC");
        });
    }

    /** The head in HPKE's info: a slot of one epoch is nothing in another, though both are for Bob and name Alice. */
    @Test
    void s1ASlotDoesNotOpenInAnotherEpoch() {
        EpochCore honest = core(world.seal(alice, Draft.to("bob").part("body", "x")));
        Forge forge = Forge.naming(alice, Proof.SIGNATURE, 1);
        System.arraycopy(honest.salt(), 0, forge.salt, 0, 32);
        forge.commitments[0] = honest.commitments()[0];
        forge.copied(bob, honest, 0);
        assertThat(bobSees(forge.message(0, "x").sign(forge.keys(), mallory))).isEqualTo("NOT_AUTHENTIC");
    }

    /** A key service that can only decapsulate opens the same messages, by our own key schedule. */
    @Test
    void s4AKeyThatOnlyDecapsulatesOpensTheSame() {
        for (Suite suite : Suite.values()) {
            Person sender = Person.of("sender", suite);
            Person reader = Person.of("reader", suite);
            World here = World.of(sender, reader);
            PrivateKeys held = reader.identity().keys();
            PrivateKeys service = new PrivateKeys() {
                @Override
                public Bytes sign(int statement, SignatureScheme scheme, Label label, Bytes body) {
                    throw new IllegalStateException("this service only decapsulates");
                }

                @Override
                public Optional<Secret> decapsulate(int statement, Kem kem, Bytes enc) {
                    return held.decapsulate(statement, kem, enc);
                }
            };
            Opener opener = Opener.of(
                    new Identity(reader.card(), service),
                    here.directory(),
                    here.policy,
                    here.journal,
                    here.replay,
                    here.settings,
                    here.ground());
            Bytes envelope = here.seal(sender, Draft.to("reader").part("body", "x"));
            assertThat(World.outcome(opener.open(envelope, Expectation.none())))
                    .as(suite.label())
                    .isEqualTo("opened");
        }
    }

    @Test
    void s6AnEpochObjectThatIsNotTheOneNamedCountsAsNotFetched() {
        SealedMessage sealed = world.sealer(alice)
                .seal(Draft.to("bob").byReference().part("body", "x"))
                .orThrow();
        SealedMessage other = world.sealer(alice)
                .seal(Draft.to("bob").byReference().part("body", "x"))
                .orThrow();
        byte[] object = sealed.epochObject().orElseThrow().toArray();
        byte[] flipped = object.clone();
        flipped[object.length / 2] ^= 1;
        List<byte[]> lies = List.of(
                flipped,
                other.epochObject().orElseThrow().toArray(),
                Arrays.copyOf(object, object.length - 1),
                Arrays.copyOf(object, object.length + 1),
                new byte[0],
                new byte[] {(byte) 0x9b, 0x7f, -1, -1, -1, -1, -1, -1, -1});
        for (byte[] lie : lies) {
            Expectation fetched = Expectation.none().withEpoch(Bytes.of(lie));
            assertThat(world.outcome(bob, sealed.envelope(), fetched)).isEqualTo("EPOCH_UNKNOWN");
        }
        assertThat(world.outcome(bob, sealed.envelope(), Expectation.none().withEpoch(Bytes.of(object))))
                .isEqualTo("opened");
    }

    /** Carol reads the header; of Bob's part it tells her a name. Its type, length and compression stand inside it. */
    @Test
    void s7AReaderLearnsOfAPartForOthersItsNameAndItsSizeOnTheWire() {
        Piece secret = new Piece("pii", Content.of("4111 1111"), "text/x-card", java.util.Set.of("bob"), true, false);
        Bytes envelope =
                world.seal(alice, Draft.to("bob", "carol").part("body", "x").part(secret));
        Part withheld = world.open(carol, envelope, "").orThrow().part("pii").orElseThrow();
        assertThat(withheld)
                .isEqualTo(new Part.Withheld(
                        "pii", ForgedWire.read(envelope).parts.get(1).get(0).length));
        ForgedWire wire = ForgedWire.read(envelope);
        EpochKeys known = Forge.insider(carol, wire.epoch);
        byte[] header = wire.decrypt(known, 0, MessageKeys.HEADER, 0, true, wire.header);
        assertThat(new String(header, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("pii")
                .doesNotContain("x-card");
        assertThat(known.reads(1)).isFalse();
    }
}

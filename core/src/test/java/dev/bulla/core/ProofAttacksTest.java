// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Taking messages apart, mixing and re-signing them, and getting past the proof: E5, E9, E11, E12. */
class ProofAttacksTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private static Draft twoParts(String tail) {
        return Draft.to("bob", "carol")
                .part("one", "first " + tail)
                .part("two", "secnd " + tail)
                .part("pii", tail, "bob");
    }

    private String bobSees(ForgedWire wire) {
        return world.outcome(bob, wire.bytes(), Expectation.none());
    }

    /** All changes below are of two messages of one epoch. Carol reads it, so she could also encrypt anew; that is the test after this one. */
    @Test
    void e12NothingOfAMessageCanBeDroppedSwappedOrMixedWithAnother() {
        Sealer sealer = world.sealer(alice);
        Bytes first = sealer.seal(twoParts("x")).orThrow().envelope();
        ForgedWire other = ForgedWire.read(sealer.seal(twoParts("y")).orThrow().envelope());
        Bytes elsewhere = world.seal(alice, twoParts("x"));
        Map<String, Consumer<ForgedWire>> attacks = new TreeMap<>();
        attacks.put("parts swapped", w -> Collections.swap(w.parts, 0, 1));
        attacks.put("part dropped", w -> w.parts.remove(2));
        attacks.put("part doubled", w -> w.parts.add(w.parts.get(0)));
        attacks.put("part of another message", w -> w.parts.set(0, other.parts.get(0)));
        attacks.put("header of another message", w -> w.header = other.header);
        attacks.put("proof of another message", w -> w.proof = other.proof);
        attacks.put("counter of another message", w -> w.counter = other.counter);
        attacks.put("counter nobody used", w -> w.counter = 77);
        attacks.put("r of another message", w -> w.random = other.random);
        attacks.put("core of another epoch", w -> w.epoch = ForgedWire.read(elsewhere).epoch);
        attacks.put("header and parts of another", w -> {
            w.header = other.header;
            w.parts.clear();
            w.parts.addAll(other.parts);
        });
        attacks.forEach((what, attack) -> {
            ForgedWire wire = ForgedWire.read(first);
            attack.accept(wire);
            assertThat(bobSees(wire)).as(what).isEqualTo("NOT_AUTHENTIC");
        });
        ForgedWire stripped = ForgedWire.read(first);
        stripped.proof = new byte[0];
        assertThat(bobSees(stripped)).isEqualTo("MALFORMED");
        assertThat(bobSees(ForgedWire.read(first))).isEqualTo("opened");
    }

    /** Carol knows every key but Bob's part's, and writes valid GCM for all she changes. Only Alice's signature over D stops her. */
    @Test
    void e12ACoRecipientWhoEncryptsAnewStillNeedsTheSignature() {
        ForgedWire wire = ForgedWire.read(world.seal(alice, twoParts("x")));
        EpochKeys known = Forge.insider(carol, wire.epoch);
        byte[] signature = wire.decrypt(known, 0, MessageKeys.PROOF, 0, true, wire.proof);
        wire.parts.set(0, List.of(wire.encrypt(known, 0, 2, 0, true, Forge.text("forged"))));
        assertThat(bobSees(wire.prove(known, signature))).isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(wire.sign(known, carol))).isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(wire.sign(known, alice))).isEqualTo("opened");
    }

    /** Carol strips Alice's proof and sends the message, with the part she cannot read, as her own. */
    @Test
    void e12NobodySignsAsHisOwnAMessageWhosePrivatePartsHeCannotRead() {
        ForgedWire original = ForgedWire.read(world.seal(alice, twoParts("x")));
        byte[] secret = Forge.stolen(carol, original.epoch, 0);
        EpochCore theirs = EpochCore.read(new CborReader(original.epoch));
        Forge forge = Forge.naming(carol, Proof.SIGNATURE, 2);
        System.arraycopy(theirs.salt(), 0, forge.salt, 0, 32);
        forge.secret(0, secret);
        forge.commitments[1] = theirs.commitments()[1];
        forge.slot(bob, 0, 1);
        ForgedWire stolen = ForgedWire.of(forge.core(), forge.keys(), 0, Forge.header("", "pii", 1));
        stolen.parts.add(original.parts.get(2));
        assertThat(bobSees(stolen.sign(forge.keys(), carol)))
                .as("she has to give Bob some S_1, and it does not give C_1")
                .isEqualTo("NOT_AUTHENTIC");
        Forge alone = Forge.naming(carol, Proof.SIGNATURE, 2).slot(bob, 0, 1);
        ForgedWire guessed = ForgedWire.of(alone.core(), alone.keys(), 0, Forge.header("", "pii", 1));
        guessed.parts.add(original.parts.get(2));
        assertThat(bobSees(guessed.sign(alone.keys(), carol)))
                .as("with an S_1 of her own the part does not open")
                .isEqualTo("NOT_AUTHENTIC");
        ForgedWire own = ForgedWire.of(alone.core(), alone.keys(), 0, Forge.header("", "pii", 1));
        own.part(alone.keys(), 1, Forge.text("hers"));
        assertThat(bobSees(own.sign(alone.keys(), carol))).isEqualTo("opened");
    }

    /** §7: a hostile sender can sign two messages at one counter. Each reader keeps one, and their names differ. */
    @Test
    void e12TwoMessagesAtOneCounterHaveTwoNamesAndAReaderTakesOnlyOne() {
        Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 1).slot(bob, 0).slot(carol, 0);
        ForgedWire yes = forge.message(5, "yes").sign(forge.keys(), mallory);
        ForgedWire no = forge.message(5, "no").sign(forge.keys(), mallory);
        Opened forBob = world.open(bob, yes.bytes(), "").orThrow();
        Opened forCarol = world.open(carol, no.bytes(), "").orThrow();
        assertThat(forBob.digest()).isNotEqualTo(forCarol.digest()).isEqualTo(Bytes.of(yes.digest()));
        forBob.done();
        assertThat(bobSees(no)).isEqualTo("REPLAYED");
    }

    /** Mallory signs a tree over her message and one in Alice's name. The root was verified: as hers. */
    @Test
    void e5AVerifiedBatchRootOfMalloryIsWorthNothingInTheNameOfAlice() {
        Forge hers = Forge.naming(mallory, Proof.BATCH, 1).slot(bob, 0);
        Forge asAlice = Forge.naming(alice, Proof.BATCH, 1).slot(bob, 0);
        ForgedWire bait = hers.message(0, "hello");
        ForgedWire forged = asAlice.message(0, "I owe Mallory 100");
        List<ForgedWire> both = List.of(bait, forged);
        List<EpochKeys> keys = List.of(hers.keys(), asAlice.keys());
        ForgedWire.batch(mallory, hers.keys(), both, keys);
        Opener shared = world.opener(bob);
        assertThat(World.outcome(shared.open(bait.bytes(), Expectation.none()))).isEqualTo("opened");
        assertThat(World.outcome(shared.open(forged.bytes(), Expectation.none())))
                .isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(forged)).isEqualTo("NOT_AUTHENTIC");
        ForgedWire.batch(alice, asAlice.keys(), both, keys);
        assertThat(World.outcome(shared.open(forged.bytes(), Expectation.none())))
                .as("the tree and the path are right: Alice's signature over the same root opens it")
                .isEqualTo("opened");
        assertThat(World.outcome(shared.open(ForgedWire.read(bait.bytes()).bytes(), Expectation.none())))
                .isEqualTo("IN_FLIGHT");
    }

    /** A root is also bound to its size, so that a node cannot pass for a leaf of a smaller tree, and a path has one length. */
    @Test
    void e5ABatchProofHasOneIndexOneSizeAndOneLength() {
        Forge forge = Forge.naming(alice, Proof.BATCH, 1).slot(bob, 0);
        ForgedWire one = forge.message(0, "one");
        ForgedWire two = forge.message(1, "two");
        ForgedWire.batch(alice, forge.keys(), List.of(one, two), List.of(forge.keys(), forge.keys()));
        byte[] proof = one.decrypt(forge.keys(), 0, MessageKeys.PROOF, 0, true, one.proof);
        Opener shared = world.opener(bob);
        assertThat(World.outcome(shared.open(two.bytes(), Expectation.none()))).isEqualTo("opened");
        Map<String, byte[]> lies = new TreeMap<>();
        lies.put("NOT_AUTHENTIC other index", changed(proof, 3, 1));
        lies.put("MALFORMED index beyond size", changed(proof, 3, 2));
        lies.put("MALFORMED negative index", changed(proof, 0, 0x80));
        lies.put("LIMIT_EXCEEDED size beyond 2^31", changed(proof, 4, 0x80));
        lies.put("MALFORMED size of a longer path", changed(proof, 7, 3));
        lies.put("LIMIT_EXCEEDED size beyond 65,536", changed(proof, 5, 2));
        lies.put("MALFORMED a node too many", Arrays.copyOf(proof, proof.length + 32));
        lies.forEach((what, lie) -> assertThat(
                        World.outcome(shared.open(one.prove(forge.keys(), lie).bytes(), Expectation.none())))
                .as(what)
                .isEqualTo(what.substring(0, what.indexOf(' '))));
        assertThat(World.outcome(shared.open(one.prove(forge.keys(), proof).bytes(), Expectation.none())))
                .isEqualTo("opened");
    }

    private static byte[] changed(byte[] proof, int at, int value) {
        byte[] changed = proof.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** E11's other half: no rule stopped a forger of weak signatures from using a weaker suite in a strong name. */
    @Test
    void e11AnIdentityThatSignsPostQuantumIsNotBelievedInAWeakerSuite() {
        Person strong = Person.of("strong", Suite.PQ);
        world.knows(strong);
        Forge weak = Forge.of(Suite.HYBRID, Forge.who(strong.identifier(), 0, Proof.SIGNATURE), 1)
                .slot(bob, 0);
        ForgedWire wire = weak.message(0, "x");
        Map<SignatureScheme, SigningKey> daily =
                Forge.there(strong.keys().get(0)).signers(Forge.PRIMITIVES);
        byte[] signed = Label.SIGNATURE.frame(
                weak.who.signedBody(Suite.HYBRID, wire.digest()).raw());
        wire.prove(weak.keys(), Forge.there(daily.get(SignatureScheme.ED25519)).sign(signed));
        assertThat(bobSees(wire)).as("even with the real Ed25519 key").isEqualTo("SUITE_REFUSED");
        assertThat(world.outcome(bob, wire.bytes(), Expectation.none().inArchive()))
                .isEqualTo("SUITE_REFUSED");

        Forge pq = Forge.of(Suite.PQ, weak.who, 1).slot(bob, 0);
        ForgedWire half = pq.message(0, "x");
        byte[] right = Forge.sign(strong, 0, Suite.PQ, pq.who, half.digest());
        assertThat(bobSees(half.prove(pq.keys(), changed(right, 64, right[64] ^ 1))))
                .as("a right Ed25519 half does not carry a wrong ML-DSA half")
                .isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(half.prove(pq.keys(), changed(right, 0, right[0] ^ 1))))
                .isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(half.prove(pq.keys(), Arrays.copyOf(right, 64)))).isEqualTo("MALFORMED");
        assertThat(bobSees(half.prove(pq.keys(), right))).isEqualTo("opened");
    }

    @Test
    void e11ASuiteTheReceiverDoesNotAcceptIsRefusedAndTheSuiteOnTheWireCannotBeChanged() {
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        ForgedWire wire = ForgedWire.read(envelope);
        wire.epoch[2] = Suite.PQ.id();
        assertThat(bobSees(wire)).as("the key's id has the suite in it").isEqualTo("not_for_me");
        Opener.Settings usual = Opener.Settings.usual();
        world.settings = new Opener.Settings(Set.of(Suite.PQ), usual.maximumLife(), usual.mostMemoryBytes());
        assertThat(world.outcome(bob, envelope, Expectation.none())).isEqualTo("SUITE_REFUSED");
    }

    /** An owner who gave up a suite: whoever breaks it later speaks no more for her, though an old statement lists it. */
    @Test
    void e11ASuiteTheNewestStatementNoLongerSignsWithIsRefusedLive() {
        Person.Seeds seeds = new Person.Seeds("careful");
        ControlKey first = ControlKey.generate(Suite.PQ, seeds);
        ControlKey second = ControlKey.generate(Suite.PQ, seeds);
        Set<Suite> both = Set.of(Suite.HYBRID, Suite.PQ);
        DailyKeys old = DailyKeys.generate(both, both, seeds);
        Chain.Plan plan = new Chain.Plan("careful", Person.BIRTH, Chain.USUAL_LIFE, both, both);
        Card before = Chain.begin(plan, old, first, second.commitment());
        Chain.Plan later = new Chain.Plan("careful", World.NOW, Chain.USUAL_LIFE, both, Set.of(Suite.PQ));
        DailyKeys fresh = DailyKeys.generate(both, Set.of(Suite.PQ), seeds);
        Card after = Chain.rotate(before, later, Set.of(), fresh, second, second.commitment());
        world.known.put("careful", before);
        Identity hers = new Identity(before, HeldKeys.of(Map.of(0, old)));
        Sealer sealer = Sealer.of(hers, world.directory(), world.policy, world.journal, world.ground());
        Bytes envelope = sealer.seal(Draft.to("bob").suite(Suite.HYBRID).part("body", "x"))
                .orThrow()
                .envelope();
        world.open(bob, envelope, "").orThrow().release();
        world.known.put("careful", after);
        assertThat(world.outcome(bob, envelope, Expectation.none())).isEqualTo("SUITE_REFUSED");
        assertThat(world.outcome(bob, envelope, Expectation.none().inArchive())).isEqualTo("opened");
    }

    /** The keys of a message depend on most of these too, so that no forgery gets this far: the name is held to the text of §7. */
    @Test
    void e12TheNameOfAMessageIsOverEveryFieldOfIt() throws java.security.GeneralSecurityException {
        ForgedWire wire = ForgedWire.read(world.seal(alice, twoParts("x")));
        java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
        text.writeBytes(Framing.label("bulla/1 message digest"));
        text.writeBytes(wire.epochId());
        text.writeBytes(new byte[] {0, 0, 0, (byte) wire.counter});
        text.writeBytes(wire.random);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        text.writeBytes(sha.digest(wire.header));
        text.writeBytes(new byte[] {0, 3});
        for (List<byte[]> segments : wire.parts) {
            text.writeBytes(sha.digest(Framing.join(new byte[] {0}, segments.get(0))));
        }
        Bytes name = Bytes.of(sha.digest(text.toByteArray()));
        assertThat(world.open(bob, wire.bytes(), "").orThrow().digest()).isEqualTo(name);
    }
}

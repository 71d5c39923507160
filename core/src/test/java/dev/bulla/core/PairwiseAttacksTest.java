// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pairwise promises, and what it does not: E9, S5. */
class PairwiseAttacksTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final World world = World.of(alice, bob, carol);

    @BeforeEach
    void pairwiseIsAllowed() {
        world.policy = Policy.knownInAnyProof();
    }

    private Bytes pairwise(String text) {
        return world.seal(alice, Draft.to("bob").proof(Proof.PAIRWISE).part("body", text));
    }

    private String bobSees(ForgedWire wire) {
        return world.outcome(bob, wire.bytes(), Expectation.none());
    }

    /** §13: in pairwise nothing is promised against a holder of the recipient's KEM key. This is why it is off unless policy names the sender. */
    @Test
    void e9WhoHoldsBobsKemKeyWritesToBobInAliceNameInHerPairwiseEpoch() {
        ForgedWire seen = ForgedWire.read(pairwise("hello"));
        EpochKeys stolen = Forge.insider(bob, seen.epoch);
        ForgedWire forged = ForgedWire.of(seen.epoch, stolen, 9, Forge.header("", "body", 0))
                .part(stolen, 0, Forge.text("never said"));
        forged.voucher = seen.voucher;
        assertThat(bobSees(forged)).as("not promised").isEqualTo("opened");
    }

    @Test
    void e9ButHeMakesNoEpochOfHisOwnAndNothingInTheSignedKinds() {
        ForgedWire seen = ForgedWire.read(pairwise("hello"));
        Forge mine = Forge.naming(alice, Proof.PAIRWISE, 1).slot(bob, 0);
        ForgedWire forged = mine.message(0, "never said");
        forged.voucher = seen.voucher;
        assertThat(bobSees(forged)).as("a voucher of another epoch").isEqualTo("NOT_AUTHENTIC");
        forged.voucher = mine.voucher(
                Forge.sign(bob, 0, Suite.HYBRID, mine.who, mine.keys().id()));
        assertThat(bobSees(forged)).as("a voucher by somebody else").isEqualTo("NOT_AUTHENTIC");

        ForgedWire signed = ForgedWire.read(world.seal(alice, Draft.to("bob").part("body", "hello")));
        EpochKeys stolen = Forge.insider(bob, signed.epoch);
        ForgedWire other = ForgedWire.of(signed.epoch, stolen, 9, Forge.header("", "body", 0))
                .part(stolen, 0, Forge.text("never said"));
        assertThat(bobSees(other)).as("no proof at all").isEqualTo("MALFORMED");
        assertThat(bobSees(other.sign(stolen, bob))).isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(other.sign(stolen, alice))).isEqualTo("opened");
    }

    /** Without this an old recorded epoch and a stolen key would forge history. */
    @Test
    void e9AnOldPairwiseEpochForgesNoHistory() {
        Bytes envelope = pairwise("hello");
        assertThat(world.outcome(bob, envelope, Expectation.none().inArchive())).isEqualTo("PAIRWISE_REFUSED");
        world.now = World.NOW.plusMillis(Limits.EPOCH_MILLIS).plus(Limits.SKEW).plusMillis(1);
        assertThat(world.outcome(bob, envelope, Expectation.none())).isEqualTo("PAIRWISE_REFUSED");
        world.now = world.now.minus(Duration.ofMillis(1));
        assertThat(world.outcome(bob, envelope, Expectation.none())).isEqualTo("opened");
    }

    @Test
    void e9PairwiseIsRefusedUnlessPolicyAllowsIt() {
        Bytes envelope = pairwise("hello");
        world.policy = Policy.known();
        assertThat(world.outcome(bob, envelope, Expectation.none())).isEqualTo("PAIRWISE_REFUSED");
    }

    /** With two readers each could write to the other in Alice's name. */
    @Test
    void e9TheReceiverChecksThatItIsAloneInAPairwiseEpoch() {
        Forge two = Forge.naming(alice, Proof.PAIRWISE, 1).slot(bob, 0).slot(carol, 0);
        Forge parts = Forge.naming(alice, Proof.PAIRWISE, 2).slot(bob, 0, 1);
        Forge right = Forge.naming(alice, Proof.PAIRWISE, 1).slot(bob, 0);
        for (Forge forge : List.of(two, parts, right)) {
            ForgedWire wire = forge.message(0, "x");
            wire.voucher = forge.voucher(
                    Forge.sign(alice, 0, Suite.HYBRID, forge.who, forge.keys().id()));
            assertThat(bobSees(wire)).isEqualTo(forge == right ? "opened" : "MALFORMED");
        }
    }

    @Test
    void e9APairwiseMessageHasNoProofAndTheOtherKindsNoVoucher() {
        ForgedWire wire = ForgedWire.read(pairwise("hello"));
        EpochKeys known = Forge.insider(bob, wire.epoch);
        assertThat(bobSees(wire.sign(known, alice))).isEqualTo("MALFORMED");
        ForgedWire signed = ForgedWire.read(world.seal(alice, Draft.to("bob").part("body", "hello")));
        signed.voucher = wire.voucher;
        assertThat(bobSees(signed)).isEqualTo("MALFORMED");
    }

    /** A pairwise epoch in the cache speaks without voucher or proof: it may get there only after its voucher held. */
    @Test
    void s5AnUnprovenPairwiseEpochIsNotRemembered() {
        Forge forge = Forge.naming(alice, Proof.PAIRWISE, 1).slot(bob, 0);
        ForgedWire wire = forge.message(0, "never said");
        wire.voucher = forge.voucher(
                Forge.sign(bob, 0, Suite.HYBRID, forge.who, forge.keys().id()));
        Opener opener = world.opener(bob);
        assertThat(World.outcome(opener.open(wire.bytes(), Expectation.none()))).isEqualTo("NOT_AUTHENTIC");
        byte[] core = wire.epoch;
        wire.epoch = forge.keys().id();
        wire.voucher = new byte[0];
        assertThat(World.outcome(opener.open(wire.bytes(), Expectation.none()))).isEqualTo("EPOCH_UNKNOWN");
        wire.epoch = core;
        wire.voucher = forge.voucher(
                Forge.sign(alice, 0, Suite.HYBRID, forge.who, forge.keys().id()));
        assertThat(World.outcome(opener.open(wire.bytes(), Expectation.none()))).isEqualTo("opened");
        ForgedWire next = forge.message(1, "by reference");
        next.epoch = forge.keys().id();
        assertThat(World.outcome(opener.open(next.bytes(), Expectation.none()))).isEqualTo("opened");
        next.counter = 2;
        next.voucher = forge.voucher(new byte[64]);
        assertThat(World.outcome(opener.open(next.bytes(), Expectation.none())))
                .as("beside a known epoch the voucher must be the one that held")
                .isEqualTo("NOT_AUTHENTIC");
    }

    /** One process that acts for Bob and Carol: what one has opened does not open for the other. */
    @Test
    void s5AnEpochBobKnowsIsNotKnownToCarolInTheSameProcess() {
        ForgedWire wire = ForgedWire.read(pairwise("for Bob"));
        Opener forBob = world.opener(bob);
        Opener forCarol = world.opener(carol);
        assertThat(World.outcome(forBob.open(wire.bytes(), Expectation.none()))).isEqualTo("opened");
        assertThat(World.outcome(forCarol.open(wire.bytes(), Expectation.none())))
                .isEqualTo("not_for_me");
        wire.epoch = wire.epochId();
        assertThat(World.outcome(forCarol.open(wire.bytes(), Expectation.none())))
                .isEqualTo("EPOCH_UNKNOWN");
    }

    /** Card, revocation and policy are asked for every message, also where the epoch is known. */
    @Test
    void s5AKnownEpochDoesNotOutliveItsSenderOrThePolicy() {
        Sealer sealer = world.sealer(alice);
        Opener opener = world.opener(bob);
        Draft draft = Draft.to("bob").proof(Proof.PAIRWISE).part("body", "x");
        assertThat(World.outcome(opener.open(sealer.seal(draft).orThrow().envelope(), Expectation.none())))
                .isEqualTo("opened");
        Bytes second = sealer.seal(draft).orThrow().envelope();
        Card honest = alice.card();
        alice.rotate(World.NOW, 0);
        world.knows(alice);
        assertThat(World.outcome(opener.open(second, Expectation.none()))).isEqualTo("COMPROMISED");
        world.known.put("alice", honest);
        world.forks.put(alice.identifier(), 0);
        assertThat(World.outcome(opener.open(second, Expectation.none()))).isEqualTo("IDENTITY_FORKED");
        world.forks.clear();
        world.known.remove("alice");
        assertThat(World.outcome(opener.open(second, Expectation.none()))).isEqualTo("UNTRUSTED_SENDER");
        world.known.put("alice", honest);
        assertThat(World.outcome(opener.open(second, Expectation.none()))).isEqualTo("opened");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Attacks that succeeded against the code when they were written, each by the number of its finding. */
class FindingsAttackTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private String bobSees(Bytes envelope) {
        return world.outcome(bob, envelope, Expectation.none());
    }

    /** The thief's branch of Alice's identity: same identifier, same number, other keys. */
    private Identity thiefsBranch() {
        Card first = alice.card();
        ControlKey stolen = alice.control();
        alice.rotate(World.NOW);
        Chain.Plan plan = Chain.Plan.usual("alice", Suite.HYBRID, World.NOW);
        Person.Seeds seeds = new Person.Seeds("thief");
        DailyKeys keys = DailyKeys.generate(plan.opens(), plan.signs(), seeds);
        Card branch = Chain.rotate(first, plan, Set.of(), keys, stolen, stolen.commitment());
        return new Identity(branch, HeldKeys.of(Map.of(1, keys)));
    }

    @Test
    void f1ARepinEndsWhatTheOtherBranchHadProven() {
        world.policy = Policy.knownInAnyProof();
        Identity thief = thiefsBranch();
        for (Proof proof : List.of(Proof.BATCH, Proof.PAIRWISE)) {
            world.known.put("alice", thief.card());
            Sealer his = Sealer.of(thief, world.directory(), world.policy, world.journal, world.ground());
            Draft draft = Draft.to("bob").proof(proof).part("body", "x");
            List<Outcome<SealedMessage>> two = his.sealBatch(List.of(draft, draft));
            Opener opener = world.opener(bob);
            assertThat(World.outcome(opener.open(two.get(0).orThrow().envelope(), Expectation.none())))
                    .isEqualTo("opened");
            world.knows(alice);
            assertThat(World.outcome(opener.open(two.get(1).orThrow().envelope(), Expectation.none())))
                    .as(proof.label())
                    .isEqualTo("NOT_AUTHENTIC");
        }
    }

    @Test
    void f2TheLimitForMemoryIsForTheWholeMessage() {
        Bytes envelope =
                world.seal(alice, Draft.to("bob").part("a", "a".repeat(600)).part("b", "b".repeat(600)));
        Opener.Settings usual = Opener.Settings.usual();
        world.settings = new Opener.Settings(usual.suites(), usual.maximumLife(), 1000);
        assertThat(bobSees(envelope)).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void f3ACoReaderCannotTakeTheSignatureOutOfABatchMessage() {
        Draft draft = Draft.to("bob", "carol").proof(Proof.BATCH).part("body", "x");
        List<Outcome<SealedMessage>> two = world.sealer(alice).sealBatch(List.of(draft, draft));
        Opener opener = world.opener(bob);
        assertThat(World.outcome(opener.open(two.get(0).orThrow().envelope(), Expectation.none())))
                .isEqualTo("opened");
        ForgedWire wire = ForgedWire.read(two.get(1).orThrow().envelope());
        EpochKeys known = Forge.insider(carol, wire.epoch);
        byte[] proof = wire.decrypt(known, 0, MessageKeys.PROOF, 0, true, wire.proof);
        Arrays.fill(proof, proof.length - 64, proof.length, (byte) 0);
        assertThat(World.outcome(opener.open(wire.prove(known, proof).bytes(), Expectation.none())))
                .isEqualTo("NOT_AUTHENTIC");
    }

    @Test
    void f4AReplayAcrossARestartIsNotNewThoughTheSendersClockRunsAhead() {
        world.now = World.NOW.plusSeconds(50);
        Bytes ahead = world.seal(alice, Draft.to("bob").part("body", "x"));
        world.now = World.NOW;
        world.open(bob, ahead, "").orThrow().done();
        world.now = World.NOW.plusSeconds(40);
        world.replay = MemoryReplay.of(world.now);
        assertThat(world.open(bob, ahead, "").orThrow().replay()).isEqualTo(Opened.Replay.UNKNOWN);
    }

    @Test
    void f5AClaimGivesBackOnlyItself() {
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        Opened slow = world.open(bob, envelope, "").orThrow();
        world.now = World.NOW.plus(Limits.LEASE);
        Opened second = world.open(bob, envelope, "").orThrow();
        slow.release();
        assertThat(bobSees(envelope)).as("the second worker still has it").isEqualTo("IN_FLIGHT");
        second.release();
        Opened third = world.open(bob, envelope, "").orThrow();
        second.release();
        assertThat(bobSees(envelope)).as("giving back twice gives back once").isEqualTo("IN_FLIGHT");
        third.done();
    }

    @Test
    void f6AMessageThatExpiresWhileItIsReadIsExpired() throws IOException {
        Bytes envelope = world.seal(
                alice, Draft.to("bob").livesFor(Duration.ofMinutes(1)).part("body", "x"));
        Content.Source slow = () -> {
            world.now = World.NOW.plusSeconds(600);
            return envelope.stream();
        };
        Content.Source stalls = () -> new InputStream() {
            private final InputStream in = envelope.stream();

            @Override
            public int read() throws IOException {
                world.now = World.NOW.plusSeconds(600);
                return in.read();
            }
        };
        assertThat(World.outcome(world.opener(bob).open(slow, Expectation.none())))
                .isEqualTo("EXPIRED");
        world.now = World.NOW;
        assertThat(World.outcome(world.opener(bob).open(stalls, Expectation.none())))
                .isEqualTo("EXPIRED");
    }

    @Test
    void f7TheNameOfAPairwiseStreamIsThatOfWhatWasOpened() throws IOException {
        world.policy = Policy.knownInAnyProof();
        Sealer sealer = world.sealer(alice);
        Draft draft = Draft.to("bob").proof(Proof.PAIRWISE).part("body", "x");
        Bytes first = sealer.seal(draft).orThrow().envelope();
        Bytes other = sealer.seal(draft).orThrow().envelope();
        for (Bytes later : List.of(other, Bytes.of(first.toArray(), 0, 50))) {
            AtomicInteger openings = new AtomicInteger();
            Content.Source changing = () -> openings.getAndIncrement() < 2 ? first.stream() : later.stream();
            Opened opened = world.opener(bob).open(changing, Expectation.none()).orThrow();
            try {
                assertThat(opened.digest())
                        .isEqualTo(Inspection.of(first).orThrow().digest());
            } catch (ProblemException refused) {
                assertThat(refused.problem()).isEqualTo(Problem.NOT_AUTHENTIC);
            }
            opened.release();
        }
    }

    @Test
    void f8AKemKeyThatIsInTwoStatementsOpens() {
        Card first = bob.card();
        Chain.Plan plan = Chain.Plan.usual("bob", Suite.HYBRID, World.NOW);
        DailyKeys kept = Forge.there(bob.keys().get(0));
        Card renewed = Chain.rotate(
                first, plan, Set.of(), kept, bob.control(), bob.control().commitment());
        world.known.put("bob", renewed);
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        Identity identity = new Identity(renewed, HeldKeys.of(Map.of(0, kept, 1, kept)));
        Opener opener = Opener.of(
                identity, world.directory(), world.policy, world.journal, world.replay, world.settings, world.ground());
        assertThat(World.outcome(opener.open(envelope, Expectation.none()))).isEqualTo("opened");
    }

    @Test
    void f9WhatTheSenderCompressesTheReceiverAccepts() throws IOException {
        for (int size = 500; size < 6000; size += 250) {
            Bytes zeros = Bytes.of(new byte[size]);
            Piece piece = new Piece(
                    "body", Content.of(zeros::stream, size), "application/octet-stream", Set.of(), true, false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (world.sealer(alice).sealTo(Draft.to("bob").part(piece), out) instanceof Outcome.Good) {
                assertThat(bobSees(Bytes.of(out.toByteArray())))
                        .as(size + " zeros")
                        .isEqualTo("opened");
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same message again: E8 and its letters. */
class ReplayAttacksTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private String bobSees(Bytes envelope) {
        return world.outcome(bob, envelope, Expectation.none());
    }

    private Bytes epochOf(Person sender, Duration life) {
        return world.seal(sender, Draft.to("bob").livesFor(life).part("body", "x"));
    }

    /** (a) "Seen" was set after success, so two copies ran at once. */
    @Test
    void e8OfManyCopiesOpenedAtOnceExactlyOneIsHandedOut() throws Exception {
        Bytes envelope = epochOf(alice, Duration.ofHours(1));
        Opener opener = world.opener(bob);
        int copies = 8;
        ExecutorService threads = Executors.newFixedThreadPool(copies);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<String>> outcomes = new ArrayList<>();
            for (int i = 0; i < copies; i++) {
                outcomes.add(threads.submit(() -> {
                    start.await();
                    return World.outcome(opener.open(envelope, Expectation.none()));
                }));
            }
            start.countDown();
            List<String> words = new ArrayList<>();
            for (Future<String> outcome : outcomes) {
                words.add(outcome.get());
            }
            assertThat(words).containsOnlyOnce("opened");
            assertThat(words.stream().filter("IN_FLIGHT"::equals)).hasSize(copies - 1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void e8WhatWasDoneIsAReplayAlsoAfterTheLeaseAndAfterAGivingBack() {
        Bytes envelope = epochOf(alice, Duration.ofHours(1));
        Opened opened = world.open(bob, envelope, "").orThrow();
        opened.done();
        opened.release();
        assertThat(bobSees(envelope)).isEqualTo("REPLAYED");
        world.now = World.NOW.plus(Limits.LEASE).plusMillis(1);
        assertThat(bobSees(envelope)).isEqualTo("REPLAYED");
    }

    @Test
    void e8AWorkerThatDiesLosesItsLeaseAndNoMessageIsLost() {
        Bytes envelope = epochOf(alice, Duration.ofHours(1));
        assertThat(bobSees(envelope)).isEqualTo("opened");
        world.now = World.NOW.plus(Limits.LEASE).minusMillis(1);
        assertThat(bobSees(envelope)).isEqualTo("IN_FLIGHT");
        world.now = World.NOW.plus(Limits.LEASE);
        assertThat(bobSees(envelope)).isEqualTo("opened");
    }

    /** (b) Bounded memory and sender-made epochs: a flood by an allowed sender evicted what others had done. */
    @Test
    void e8AnAllowedSenderFillsAnEighthOfTheTableAndEvictsNobody() {
        world.replay = MemoryReplay.of(Instant.MIN, 16);
        Bytes first = epochOf(alice, Duration.ofHours(1));
        world.open(bob, first, "").orThrow().done();
        assertThat(bobSees(epochOf(mallory, Duration.ofHours(1)))).isEqualTo("opened");
        assertThat(bobSees(epochOf(mallory, Duration.ofHours(1)))).isEqualTo("opened");
        assertThat(bobSees(epochOf(mallory, Duration.ofHours(1)))).isEqualTo("REPLAY_FULL");
        assertThat(bobSees(epochOf(alice, Duration.ofHours(1))))
                .as("others have their own eighth")
                .isEqualTo("opened");
        assertThat(bobSees(first)).as("and nothing is forgotten early").isEqualTo("REPLAYED");
    }

    /** (d) State ended with the epoch, ten minutes, and messages live for a day. */
    @Test
    void e8TheTableRemembersAsLongAsAnyCopyCouldStillBeLive() {
        MemoryReplay table = MemoryReplay.of(Instant.MIN, 8);
        world.replay = table;
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        world.open(bob, envelope, "").orThrow().done();
        Instant lastLive =
                World.NOW.plus(Duration.ofHours(24)).plus(Limits.SKEW).minusMillis(1);
        world.now = lastLive;
        Opening pressed = world.open(bob, epochOf(alice, Duration.ofHours(1)), "");
        assertThat(World.outcome(pressed))
                .as("one window a sender, and it is still needed")
                .isEqualTo("REPLAY_FULL");
        assertThat(bobSees(envelope)).isEqualTo("REPLAYED");
        world.now = World.NOW
                .plusMillis(Limits.EPOCH_MILLIS)
                .plus(Duration.ofHours(24))
                .plus(Limits.SKEW)
                .plusMillis(1);
        assertThat(bobSees(epochOf(alice, Duration.ofHours(1))))
                .as("now nobody needs it")
                .isEqualTo("opened");
        assertThat(bobSees(envelope)).as("and time alone refuses the copy").isEqualTo("EXPIRED");
    }

    /** (e) A restart forgets, unless the table is durable, and says so. */
    @Test
    void e8ARestartWithoutADurableTableIsReportedAsReplayUnknown() {
        Bytes envelope = epochOf(alice, Duration.ofHours(1));
        world.open(bob, envelope, "").orThrow().done();
        ReplayTable durable = world.replay;
        world.now = World.NOW.plusSeconds(300);
        assertThat(bobSees(envelope)).as("a table that outlives the process").isEqualTo("REPLAYED");
        world.replay = MemoryReplay.of(world.now);
        Opened again = world.open(bob, envelope, "").orThrow();
        assertThat(again.replay()).isEqualTo(Opened.Replay.UNKNOWN);
        world.now = world.now.plusSeconds(120);
        Opened fresh = world.open(bob, epochOf(alice, Duration.ofHours(1)), "").orThrow();
        assertThat(fresh.replay()).isEqualTo(Opened.Replay.NEW);
        world.replay = durable;
        assertThat(bobSees(envelope)).isEqualTo("REPLAYED");
    }

    @Test
    void e8AnArchiveReportsAReplayAndTakesNothing() {
        Bytes envelope = epochOf(alice, Duration.ofHours(1));
        Expectation archive = Expectation.none().inArchive();
        Opened before = world.opener(bob).open(envelope, archive).orThrow();
        assertThat(before.replay()).isEqualTo(Opened.Replay.NEW);
        before.done();
        world.open(bob, envelope, "").orThrow().done();
        world.now = World.NOW.plus(Duration.ofDays(2));
        Opened after = world.opener(bob).open(envelope, archive).orThrow();
        assertThat(after.replay()).isEqualTo(Opened.Replay.SEEN);
        assertThat(after.expired()).isTrue();
    }

    /** Whoever cannot prove a message makes no entry: neither a stranger, nor a co-reader, nor the sender of what is refused later. */
    @Test
    void e8WhatIsNotProvenTakesNoRoomInTheTable() {
        List<Bytes> rooms = new ArrayList<>();
        ReplayTable real = MemoryReplay.of(Instant.MIN);
        world.replay = new ReplayTable() {
            @Override
            public Optional<Window> known(Identifier own, Identifier sender, Bytes epochId) {
                return real.known(own, sender, epochId);
            }

            @Override
            public Optional<Window> window(
                    Identifier own, Identifier sender, Bytes epochId, Instant until, Instant now) {
                rooms.add(epochId);
                return real.window(own, sender, epochId, until, now);
            }

            @Override
            public Instant since() {
                return real.since();
            }
        };
        Forge asAlice = Forge.naming(alice, Proof.SIGNATURE, 1).slot(bob, 0).slot(mallory, 0);
        assertThat(bobSees(asAlice.message(0, "x").sign(asAlice.keys(), mallory).bytes()))
                .isEqualTo("NOT_AUTHENTIC");
        Bytes orders = world.seal(alice, Draft.to("bob").context("orders").part("body", "x"));
        assertThat(bobSees(orders)).isEqualTo("WRONG_CONTEXT");
        Bytes old = epochOf(alice, Duration.ofSeconds(1));
        world.now = World.NOW.plusSeconds(62);
        assertThat(bobSees(old)).isEqualTo("EXPIRED");
        world.now = World.NOW;
        world.policy = question -> Policy.Answer.no("nobody");
        assertThat(bobSees(old)).isEqualTo("FORBIDDEN");
        assertThat(rooms).isEmpty();
        world.policy = question -> {
            throw new IllegalStateException("a broken policy");
        };
        assertThat(bobSees(old)).as("an exception is a no").isEqualTo("FORBIDDEN");
        world.policy = Policy.known();
        assertThat(bobSees(old)).isEqualTo("opened");
        assertThat(rooms).hasSize(1);
    }

    /** A proven message whose part does not open must not use up its counter: the sender may send it again. */
    @Test
    void e8AMessageWhosePartsDoNotOpenGivesItsCounterBack() {
        Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 1).slot(bob, 0);
        ForgedWire broken = forge.message(3, "x");
        broken.parts.get(0).get(0)[0] ^= 1;
        assertThat(bobSees(broken.sign(forge.keys(), mallory).bytes())).isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(forge.message(3, "x").sign(forge.keys(), mallory).bytes()))
                .isEqualTo("opened");
    }

    /** Bob and Carol each take it once: tables are for each identity. */
    @Test
    void e8OneReadersReplayIsNotAnothers() {
        Bytes envelope = world.seal(alice, Draft.to("bob", "carol").part("body", "x"));
        world.open(bob, envelope, "").orThrow().done();
        assertThat(world.outcome(carol, envelope, Expectation.none())).isEqualTo("opened");
    }

    /** A mandatory journal that is down: nothing is handed out, and the counter is free for the next attempt. */
    @Test
    void e8AJournalThatIsDownHandsNothingOutAndKeepsNoCounter() {
        Bytes envelope = epochOf(alice, Duration.ofHours(1));
        world.journal = new Journal() {
            @Override
            public void append(Entry entry) {
                throw new UnavailableException(
                        Problem.STORE_UNAVAILABLE, Duration.ofSeconds(1), new IllegalStateException());
            }

            @Override
            public boolean accepted(Bytes digest) {
                return false;
            }
        };
        assertThat(bobSees(envelope)).isEqualTo("STORE_UNAVAILABLE");
        world.journal = Journal.none();
        assertThat(bobSees(envelope)).isEqualTo("opened");
    }
}

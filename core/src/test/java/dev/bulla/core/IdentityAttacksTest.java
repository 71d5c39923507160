// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Stolen daily keys, stale cards, forks: E10, E11. The thief has Alice's daily keys; her control key is at home in a drawer. */
class IdentityAttacksTest {
    private static final Instant NOW = World.NOW;

    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, mallory);

    private String bobSees(Bytes envelope) {
        return world.outcome(bob, envelope, Expectation.none());
    }

    /** A message under Alice's statement 0 by whoever has its keys, dated as he likes. */
    private Bytes stolen(Instant created) {
        long at = created.toEpochMilli();
        Who who = new Who(alice.identifier(), 0, at, at + Limits.EPOCH_MILLIS, Proof.SIGNATURE);
        Forge forge = Forge.of(Suite.HYBRID, who, 1).slot(bob, 0);
        ForgedWire wire = ForgedWire.of(forge.core(), forge.keys(), 0, Forge.header(at, -1, "", List.of(), "body", 0))
                .part(forge.keys(), 0, Forge.text("pay the thief"));
        return wire.prove(forge.keys(), Forge.sign(alice, 0, Suite.HYBRID, who, wire.digest()))
                .bytes();
    }

    private static DailyKeys thiefsKeys() {
        return DailyKeys.generate(Set.of(Suite.HYBRID, Suite.PQ), Set.of(Suite.HYBRID), new Person.Seeds("thief"));
    }

    @Test
    void e10AThiefOfTheDailyKeysCannotTakeTheIdentity() {
        ControlKey his = ControlKey.generate(Suite.HYBRID, new Person.Seeds("thief control"));
        Chain.Plan plan = Chain.Plan.usual("alice", Suite.HYBRID, NOW);
        assertThatThrownBy(() -> Chain.rotate(alice.card(), plan, Set.of(), thiefsKeys(), his, his.commitment()))
                .hasMessageContaining("CARD_INVALID");
        assertThatThrownBy(() -> Chain.close(alice.card(), NOW, Set.of(), his)).hasMessageContaining("CARD_INVALID");
        assertThat(Chain.rotate(alice.card(), plan, Set.of(), thiefsKeys(), alice.control(), his.commitment())
                        .statements())
                .as("the same statement by the control key is valid: that key is all that keeps him out")
                .isEqualTo(2);
    }

    @Test
    void e10TheOwnerEndsTheTheftAndNoBackDatingHelps() {
        assertThat(bobSees(stolen(NOW)))
                .as("until she says so the thief speaks for her")
                .isEqualTo("opened");
        alice.rotate(NOW.plusSeconds(60), 0);
        world.knows(alice);
        world.now = NOW.plusSeconds(120);
        for (int hoursAgo : new int[] {0, 1, 12, 23}) {
            Bytes dated = stolen(NOW.minus(Duration.ofHours(hoursAgo)));
            assertThat(bobSees(dated)).isEqualTo("COMPROMISED");
            assertThat(world.outcome(bob, dated, Expectation.none().inArchive()))
                    .isEqualTo("COMPROMISED");
        }
        assertThat(bobSees(world.seal(alice, Draft.to("bob").part("body", "new keys"))))
                .isEqualTo("opened");
    }

    /** What Bob accepted before the report stays readable for him in his archive, by its name D and nothing else. */
    @Test
    void e10WhatWasAcceptedBeforeTheReportStaysSaidAndNothingBesideIt() {
        Set<Bytes> accepted = new HashSet<>();
        world.journal = new Journal() {
            @Override
            public void append(Entry entry) {
                if (entry.event() == Event.OPENED) {
                    accepted.add(entry.digest());
                }
            }

            @Override
            public boolean accepted(Bytes digest) {
                return accepted.contains(digest);
            }
        };
        Bytes honest = world.seal(alice, Draft.to("bob").part("body", "true"));
        world.open(bob, honest, "").orThrow().done();
        Bytes forged = stolen(NOW);
        alice.rotate(NOW.plusSeconds(1), 0);
        world.knows(alice);
        Expectation archive = Expectation.none().inArchive();
        assertThat(world.outcome(bob, honest, archive)).isEqualTo("opened");
        assertThat(world.outcome(bob, forged, archive)).isEqualTo("COMPROMISED");
        ForgedWire sameCounter = ForgedWire.read(honest);
        EpochKeys keys = Forge.insider(bob, sameCounter.epoch);
        sameCounter.parts.set(0, List.of(sameCounter.encrypt(keys, 0, 2, 0, true, Forge.text("lies"))));
        sameCounter.prove(keys, Forge.sign(alice, 0, Suite.HYBRID, keys.who(), sameCounter.digest()));
        assertThat(world.outcome(bob, sameCounter.bytes(), archive))
                .as("same epoch, counter and r")
                .isEqualTo("COMPROMISED");
    }

    /** An orderly rotation is no report: old keys go on for ten minutes, and whoever kept them can date back as far as the maximum life. */
    @Test
    void e10AfterAnOrderlyRotationOldKeysAreGoodForTenMinutesOnly() {
        alice.rotate(NOW);
        world.knows(alice);
        world.now = NOW.plus(Duration.ofMinutes(30));
        assertThat(bobSees(stolen(NOW.plus(Duration.ofMinutes(10)).minusMillis(1))))
                .isEqualTo("opened");
        assertThat(bobSees(stolen(NOW.plus(Duration.ofMinutes(10))))).isEqualTo("SUPERSEDED");
        assertThat(bobSees(stolen(NOW.minus(Duration.ofHours(23)))))
                .as("why theft is to be reported")
                .isEqualTo("opened");
        assertThat(bobSees(stolen(NOW.minus(Duration.ofHours(25))))).isEqualTo("EXPIRED");
        assertThat(bobSees(stolen(Person.BIRTH.minus(Limits.SKEW).minusMillis(1))))
                .isEqualTo("EXPIRED");
        assertThat(world.outcome(
                        bob,
                        stolen(Person.BIRTH.minus(Limits.SKEW).minusMillis(1)),
                        Expectation.none().inArchive()))
                .as("before the statement was made")
                .isEqualTo("CARD_EXPIRED");
    }

    @Test
    void e10ARevokedIdentitySpeaksNoMoreAndARetiredOneKeepsItsPast() {
        Bytes before = world.seal(alice, Draft.to("bob").part("body", "x"));
        alice.close(NOW.plusSeconds(5));
        world.knows(alice);
        world.now = NOW.plusSeconds(10);
        assertThat(bobSees(stolen(NOW.plusSeconds(5)))).isEqualTo("IDENTITY_CLOSED");
        assertThat(bobSees(before)).isEqualTo("opened");
        Person other = Person.named("mallory").close(NOW, 0);
        Bytes hers = world.seal(mallory, Draft.to("bob").part("body", "x"));
        world.knows(other);
        assertThat(bobSees(hers)).isEqualTo("COMPROMISED");
        assertThat(Forge.word(world.sealer(bob).seal(Draft.to("alice").part("body", "x"))))
                .isEqualTo("IDENTITY_CLOSED");
        assertThat(Forge.word(world.sealer(alice).seal(Draft.to("bob").part("body", "x"))))
                .isEqualTo("IDENTITY_CLOSED");
    }

    /** Two statements with one number: the control key was used twice, by its owner or by its thief. */
    @Test
    void e10AForkIsAnAlarmWithAnOutcome() {
        Card first = alice.card();
        ControlKey stolen = alice.control();
        alice.rotate(NOW);
        Chain.Plan plan = Chain.Plan.usual("alice", Suite.HYBRID, NOW);
        Card branch = Chain.rotate(first, plan, Set.of(), thiefsKeys(), stolen, stolen.commitment());
        assertThat(branch.identifier()).isEqualTo(alice.identifier());
        assertThat(alice.card().forkedFrom(branch)).isEqualTo(Optional.of(1));
        assertThat(alice.card().forkedFrom(Person.named("alice").card())).isEmpty();
        world.knows(alice);
        Bytes hers = world.seal(alice, Draft.to("bob").part("body", "x"));
        world.forks.put(alice.identifier(), 1);
        assertThat(bobSees(hers)).isEqualTo("IDENTITY_FORKED");
        assertThat(bobSees(stolen(NOW)))
                .as("below the fork nothing is in doubt")
                .isEqualTo("opened");
        assertThat(Forge.word(world.sealer(bob).seal(Draft.to("alice").part("body", "x"))))
                .isEqualTo("IDENTITY_FORKED");
        world.forks.clear();
        Identity thief = new Identity(branch, HeldKeys.of(Map.of(1, thiefsKeys())));
        Sealer his = Sealer.of(thief, world.directory(), world.policy, world.journal, world.ground());
        Bytes forged = his.seal(Draft.to("bob").part("body", "x")).orThrow().envelope();
        assertThat(bobSees(forged))
                .as("the other branch's keys do not speak for the pinned one")
                .isEqualTo("NOT_AUTHENTIC");
        world.known.put("alice", branch);
        assertThat(bobSees(forged))
                .as("they do for the branch that a person pins")
                .isEqualTo("opened");
    }

    /** A hostile directory serves an old card. The sender's own message says there is a newer one. */
    @Test
    void e11ACardThatIsOlderThanTheMessageIsFetchedAgainAndNotGuessed() {
        Card old = alice.card();
        alice.rotate(NOW);
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        world.known.put("alice", old);
        assertThat(bobSees(envelope)).isEqualTo("CARD_STALE");
        world.knows(alice);
        assertThat(bobSees(envelope)).isEqualTo("opened");
    }

    @Test
    void e11NobodySealsToAnExpiredCardOrOneFromTheFutureAndNobodyAcceptsLiveFromIt() {
        world.now = Person.BIRTH.plus(Chain.USUAL_LIFE);
        Bytes atTheEnd = world.seal(alice, Draft.to("bob").part("body", "x"));
        world.open(bob, atTheEnd, "").orThrow().release();
        world.now = world.now.plus(Limits.SKEW).plusMillis(1);
        assertThat(bobSees(atTheEnd)).isEqualTo("CARD_EXPIRED");
        assertThat(world.outcome(bob, atTheEnd, Expectation.none().inArchive())).isEqualTo("opened");
        assertThat(Forge.word(world.sealer(alice).seal(Draft.to("bob").part("body", "x"))))
                .isEqualTo("CARD_EXPIRED");
        bob.rotate(world.now);
        alice.rotate(world.now.plusSeconds(61));
        world.knows(bob).knows(alice);
        assertThat(Forge.word(world.sealer(bob).seal(Draft.to("alice").part("body", "x"))))
                .isEqualTo("NOT_YET");
    }

    /** The sender's suite or none: a card that opens only less makes sealing fail. */
    @Test
    void e11NothingIsLoweredToFit() {
        world.knows(Person.of("weak", Suite.CLASSIC));
        Outcome<SealedMessage> sealed =
                world.sealer(alice).seal(Draft.to("bob", "weak").part("body", "x"));
        assertThat(Forge.word(sealed)).isEqualTo("KEY_MISSING");
    }

    /** A cached epoch on the sender's side ends when a card changes: else messages would go on to a stolen key. */
    @Test
    void e11ASenderWithACachedEpochFollowsARotatedRecipientAtOnce() {
        Sealer sealer = world.sealer(alice);
        Draft draft = Draft.to("bob").part("body", "x");
        byte[] before = ForgedWire.read(sealer.seal(draft).orThrow().envelope()).epoch;
        assertThat(ForgedWire.read(sealer.seal(draft).orThrow().envelope()).epoch)
                .isEqualTo(before);
        Person thief = Person.named("bob");
        bob.rotate(NOW, 0);
        world.knows(bob);
        Bytes after = sealer.seal(draft).orThrow().envelope();
        assertThat(world.outcome(thief, after, Expectation.none())).isEqualTo("not_for_me");
        assertThat(bobSees(after)).isEqualTo("opened");
        world.forks.put(bob.identifier(), 1);
        assertThat(Forge.word(sealer.seal(draft))).isEqualTo("IDENTITY_FORKED");
    }
}

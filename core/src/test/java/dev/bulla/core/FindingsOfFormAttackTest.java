// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More attacks that succeeded when they were written: streams, form, and machinery that breaks. */
class FindingsOfFormAttackTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private String bobSees(Bytes envelope) {
        return world.outcome(bob, envelope, Expectation.none());
    }

    @Test
    void f10ASourceThatFailsAtTheSecondReadingKeepsNoCounter() throws IOException {
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        AtomicInteger openings = new AtomicInteger();
        Content.Source flaky = () -> {
            if (openings.getAndIncrement() == 1) {
                throw new IOException("too many open files");
            }
            return envelope.stream();
        };
        try {
            assertThat(World.outcome(world.opener(bob).open(flaky, Expectation.none())))
                    .isEqualTo("STORE_UNAVAILABLE");
        } catch (IOException alsoSaidSo) {
            assertThat(alsoSaidSo).hasMessageContaining("open files");
        }
        assertThat(bobSees(envelope)).isEqualTo("opened");
    }

    @Test
    void f10AnExecutorThatRefusesWorkStopsNothing() {
        Bytes envelope =
                world.seal(alice, Draft.to("bob").proof(Proof.PAIRWISE).part("body", Bytes.of(new byte[200_000])));
        world.policy = Policy.knownInAnyProof();
        Ground closing = new Ground(() -> world.now, world.randomness, work -> {
            throw new java.util.concurrent.RejectedExecutionException();
        });
        Opener opener = Opener.of(
                bob.identity(), world.directory(), world.policy, world.journal, world.replay, world.settings, closing);
        opener.open(envelope, Expectation.none())
                .fold(
                        opened -> {
                            opened.release();
                            return true;
                        },
                        notForMe -> false,
                        refused -> false,
                        unavailable -> false);
        assertThat(bobSees(envelope)).isEqualTo("opened");
    }

    @Test
    void f13AFailureOfAStreamStays() throws IOException {
        byte[] content = new byte[40 * Limits.SEGMENT_PLAIN_BYTES];
        Bytes honest = world.seal(alice, Draft.to("bob", "carol").part("body", Bytes.of(content)));
        ForgedWire wire = ForgedWire.read(honest);
        EpochKeys keys = Forge.insider(carol, wire.epoch);
        byte[] other = new byte[Limits.SEGMENT_PLAIN_BYTES];
        Arrays.fill(other, (byte) 'Z');
        wire.parts.get(0).set(17, wire.encrypt(keys, 0, 2, 17, false, other));
        AtomicInteger openings = new AtomicInteger();
        Bytes changed = wire.bytes();
        Content.Source file = () -> openings.getAndIncrement() < 2 ? honest.stream() : changed.stream();
        Opened opened = world.opener(bob).open(file, Expectation.none()).orThrow();
        InputStream stream = ((Part.Readable) opened.part("body").orElseThrow()).stream();
        assertThat(stream.readNBytes(1_000_000))
                .as("the first megabyte is as it was")
                .hasSize(1_000_000);
        for (int again = 0; again < 3; again++) {
            assertThatThrownBy(() -> stream.readNBytes(100_000))
                    .as("and not the next megabyte")
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void f15AVersionThatIsNotKnownIsSaidToBeWhateverFollows() {
        byte[] head = {(byte) 0xda, 0x62, 0x75, 0x6c, 0x61, (byte) 0x82};
        for (byte[] core : List.of(
                new byte[] {(byte) 0x87, 2, 9}, new byte[] {(byte) 0x82, 2, 9}, new byte[] {(byte) 0x86, 2, 9})) {
            assertThat(bobSees(Bytes.of(Framing.join(head, core)))).isEqualTo("VERSION_UNKNOWN");
        }
        byte[] triple = head.clone();
        triple[5] = (byte) 0x83;
        assertThat(bobSees(Bytes.of(triple))).isEqualTo("MALFORMED");
    }

    @Test
    void f17APairwiseCoreIsAlwaysBesideItsVoucher() {
        world.policy = Policy.knownInAnyProof();
        Sealer sealer = world.sealer(alice);
        Opener opener = world.opener(bob);
        Draft draft = Draft.to("bob").proof(Proof.PAIRWISE).part("body", "x");
        opener.open(sealer.seal(draft).orThrow().envelope(), Expectation.none()).orThrow();
        ForgedWire bare = ForgedWire.read(sealer.seal(draft).orThrow().envelope());
        bare.voucher = new byte[0];
        assertThat(World.outcome(opener.open(bare.bytes(), Expectation.none()))).isEqualTo(bobSees(bare.bytes()));
    }

    @Test
    void f18AMessageToADestroyedKeyIsNotForMe() {
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        bob.rotate(World.NOW);
        Map<Integer, DailyKeys> left = Map.of(1, bob.keys().get(1));
        Opener opener = Opener.of(
                new Identity(bob.card(), HeldKeys.of(left)),
                world.directory(),
                world.policy,
                world.journal,
                world.replay,
                world.settings,
                world.ground());
        assertThat(World.outcome(opener.open(envelope, Expectation.none()))).isEqualTo("not_for_me");
        DailyKeys signingOnly = DailyKeys.of(
                Map.of(SignatureScheme.ED25519, Forge.there(bob.keys().get(0)).signing(SignatureScheme.ED25519)),
                Map.of());
        assertThat(signingOnly.kems()).isEmpty();
    }

    @Test
    void f19ClosedKeysNeitherSignNorOpen() {
        HeldKeys keys = HeldKeys.of(alice.keys());
        keys.sign(0, SignatureScheme.ED25519, Label.SIGNATURE, Bytes.EMPTY);
        keys.close();
        assertThatThrownBy(() -> keys.sign(0, SignatureScheme.ED25519, Label.SIGNATURE, Bytes.EMPTY))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void f20NobodySealsFromAForkedIdentity() {
        world.forks.put(alice.identifier(), 0);
        assertThat(Forge.word(world.sealer(alice).seal(Draft.to("bob").part("body", "x"))))
                .isEqualTo("IDENTITY_FORKED");
    }

    @Test
    void g3AnEpochObjectWithAVoucherThatIsNotOneCountsAsNotFetched() {
        world.policy = Policy.knownInAnyProof();
        for (Proof proof : Proof.values()) {
            SealedMessage sealed = world.sealer(alice)
                    .seal(Draft.to("bob").proof(proof).byReference().part("body", "x"))
                    .orThrow();
            Bytes honest = sealed.epochObject().orElseThrow();
            byte[] core = EpochCore.read(new CborReader(honest.raw(), 1, honest.size() - 1))
                    .encoded();
            ForgedWire bare = ForgedWire.read(sealed.envelope());
            bare.voucher = new byte[0];
            for (int length : new int[] {80, 3389, 79}) {
                CborWriter object = new CborWriter(4096);
                object.array(2).raw(core, 0, core.length).bytes(new byte[length]);
                Expectation fetched = Expectation.none().withEpoch(Bytes.owned(object.toArray()));
                assertThat(world.outcome(bob, bare.bytes(), fetched))
                        .as(proof + " " + length)
                        .isEqualTo("EPOCH_UNKNOWN");
            }
        }
    }

    @Test
    void g4AJournalThatIsDownIsAnAnswerAlsoForARefusal() {
        Bytes orders = world.seal(alice, Draft.to("bob").context("orders").part("body", "x"));
        world.journal = new Journal() {
            @Override
            public void append(Entry entry) {
                throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(1), new IOException());
            }

            @Override
            public boolean accepted(Bytes digest) {
                return false;
            }
        };
        assertThat(bobSees(orders)).isEqualTo("STORE_UNAVAILABLE");
    }

    @Test
    void g5KeysThatWereLockedAwayAreUnavailable() {
        Bytes envelope = world.seal(alice, Draft.to("bob").part("body", "x"));
        HeldKeys keys = HeldKeys.of(bob.keys());
        Opener opener = Opener.of(
                new Identity(bob.card(), keys),
                world.directory(),
                world.policy,
                world.journal,
                world.replay,
                world.settings,
                world.ground());
        keys.close();
        assertThat(World.outcome(opener.open(envelope, Expectation.none()))).isEqualTo("KEYS_UNAVAILABLE");
    }

    @Test
    void g6TheKeysOfAHeaderHaveOneOrderToTheLastOfThem() {
        Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 1).slot(bob, 0);
        byte[] header = Forge.header("", "body", 0);
        byte[] lowest = {0x3b, -1, -1, -1, -1, -1, -1, -1, -1, 0};
        byte[] highest = {0x20, 0};
        Map<String, byte[]> tails = new java.util.LinkedHashMap<>();
        tails.put("opened", Framing.join(highest, lowest));
        tails.put("MALFORMED in another order", Framing.join(lowest, highest));
        tails.put("MALFORMED twice", Framing.join(lowest, lowest));
        int[] counter = {0};
        tails.forEach((what, tail) -> {
            byte[] longer = Framing.join(header, tail);
            longer[0] += 2;
            ForgedWire wire = ForgedWire.of(forge.core(), forge.keys(), counter[0]++, longer)
                    .part(forge.keys(), 0, Forge.text("x"));
            assertThat(bobSees(wire.sign(forge.keys(), mallory).bytes()))
                    .as(what)
                    .isEqualTo(what.split(" ")[0]);
        });
    }
}

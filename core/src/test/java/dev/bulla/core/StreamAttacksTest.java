// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Segments, and files that change between the two readings: E7, S9. Carol reads every part, so she makes valid GCM for whatever she changes. */
class StreamAttacksTest {
    private static final int SEGMENT = Limits.SEGMENT_PLAIN_BYTES;

    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final World world = World.of(alice, bob, carol);

    /** A file that is what {@code versions} say at the first, second, … opening; the last one stays. */
    private record Changing(List<Bytes> versions, AtomicInteger openings) implements Content.Source {
        static Changing of(Bytes... versions) {
            return new Changing(List.of(versions), new AtomicInteger());
        }

        @Override
        public InputStream open() {
            return versions.get(Math.min(openings.getAndIncrement(), versions.size() - 1)).stream();
        }
    }

    /** Three full segments and a short one. */
    private Bytes large() {
        byte[] content = new byte[3 * SEGMENT + 100];
        java.util.Arrays.fill(content, (byte) 'a');
        return world.seal(alice, Draft.to("bob", "carol").part("body", Bytes.of(content)));
    }

    private String bobSees(ForgedWire wire) throws IOException {
        String inMemory = world.outcome(bob, wire.bytes(), Expectation.none());
        Bytes bytes = wire.bytes();
        String streamed = World.outcome(world.opener(bob).open(bytes::stream, Expectation.none()));
        assertThat(streamed).as("both ways of opening agree").isEqualTo(inMemory);
        return inMemory;
    }

    @Test
    void e7SegmentsCannotBeReorderedDroppedDoubledOrCutOffAtABoundary() throws IOException {
        Bytes honest = large();
        Map<String, Consumer<List<byte[]>>> attacks = new TreeMap<>();
        attacks.put("NOT_AUTHENTIC reordered", s -> Collections.swap(s, 0, 1));
        attacks.put("NOT_AUTHENTIC dropped", s -> s.remove(1));
        attacks.put("NOT_AUTHENTIC doubled", s -> s.add(1, s.get(1)));
        attacks.put("NOT_AUTHENTIC short one moved forward", s -> {
            byte[] last = s.remove(3);
            s.clear();
            s.add(last);
        });
        attacks.put("MALFORMED cut off behind a full segment, the proof taken for the last", s -> s.remove(3));
        for (Map.Entry<String, Consumer<List<byte[]>>> attack : attacks.entrySet()) {
            ForgedWire wire = ForgedWire.read(honest);
            attack.getValue().accept(wire.parts.get(0));
            assertThat(bobSees(wire))
                    .as(attack.getKey())
                    .isEqualTo(attack.getKey().substring(0, attack.getKey().indexOf(' ')));
        }
    }

    /** The same cuts by the sender himself, who signs what he cut: then the nonce's place, number and last bit must say so. */
    @Test
    void e7AHostileSenderCannotSignASegmentIntoAnotherPlace() throws IOException {
        Map<String, Consumer<List<byte[]>>> attacks = new TreeMap<>();
        attacks.put("reordered", s -> Collections.swap(s, 0, 1));
        attacks.put("dropped", s -> s.remove(1));
        attacks.put("doubled", s -> s.add(1, s.get(1)));
        for (Map.Entry<String, Consumer<List<byte[]>>> attack : attacks.entrySet()) {
            ForgedWire wire = ForgedWire.read(large());
            EpochKeys keys = Forge.insider(carol, wire.epoch);
            attack.getValue().accept(wire.parts.get(0));
            assertThat(bobSees(wire.sign(keys, alice))).as(attack.getKey()).isEqualTo("NOT_AUTHENTIC");
        }
        ForgedWire cut = ForgedWire.read(large());
        EpochKeys keys = Forge.insider(carol, cut.epoch);
        List<byte[]> segments = cut.parts.get(0);
        byte[] third = cut.decrypt(keys, 0, 2, 2, false, segments.get(2));
        segments.subList(2, 4).clear();
        byte[] shorter = java.util.Arrays.copyOf(third, 10);
        segments.add(cut.encrypt(keys, 0, 2, 2, false, shorter));
        assertThat(bobSees(cut.sign(keys, alice)))
                .as("a short segment not marked as last")
                .isEqualTo("NOT_AUTHENTIC");
        segments.set(2, cut.encrypt(keys, 0, 3, 2, true, shorter));
        assertThat(bobSees(cut.sign(keys, alice)))
                .as("the place of another part")
                .isEqualTo("NOT_AUTHENTIC");
    }

    /** The whole file is read for the proof before a byte of it is decrypted, and nothing is handed out when it fails. */
    @Test
    void e7NothingIsHandedOutBeforeTheProofHolds() throws IOException {
        ForgedWire wire = ForgedWire.read(large());
        wire.proof[20] ^= 1;
        Changing file = Changing.of(wire.bytes());
        assertThat(World.outcome(world.opener(bob).open(file, Expectation.none())))
                .isEqualTo("NOT_AUTHENTIC");
        assertThat(file.openings()).as("there was no second reading").hasValue(1);
    }

    /** What Carol makes of Alice's file: every segment valid under the compartment's key, other content. */
    private Bytes carolsVersion(Bytes honest, int segment) {
        ForgedWire wire = ForgedWire.read(honest);
        EpochKeys keys = Forge.insider(carol, wire.epoch);
        List<byte[]> segments = wire.parts.get(0);
        boolean last = segment == segments.size() - 1;
        byte[] plain = wire.decrypt(keys, 0, 2, segment, last, segments.get(segment));
        plain[plain.length - 1] = 'Z';
        segments.set(segment, wire.encrypt(keys, 0, 2, segment, last, plain));
        return wire.bytes();
    }

    @Test
    void s9ACoReaderCannotExchangeASegmentBetweenTheTwoReadings() throws IOException {
        Bytes honest = large();
        for (int segment = 0; segment < 4; segment++) {
            Bytes changed = carolsVersion(honest, segment);
            Changing file = Changing.of(honest, honest, changed);
            Opened opened = world.opener(bob).open(file, Expectation.none()).orThrow();
            assertThatThrownBy(() -> opened.bytes("body"))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("NOT_AUTHENTIC");
            opened.release();
        }
        EpochKeys keys = Forge.insider(bob, ForgedWire.read(honest).epoch);
        ForgedWire changed = ForgedWire.read(carolsVersion(honest, 1));
        assertThat(changed.decrypt(keys, 0, 2, 1, false, changed.parts.get(0).get(1)))
                .as("GCM alone would let it pass")
                .isNotNull();
    }

    /** In pairwise no digest is taken, so only the pins hold the second reading to the first. */
    @Test
    void s9ThePinsHoldAlsoWhereNothingIsHashed() throws IOException {
        world.policy = Policy.knownInAnyProof();
        Bytes honest = world.seal(alice, Draft.to("bob").proof(Proof.PAIRWISE).part("body", Bytes.of(new byte[100])));
        ForgedWire wire = ForgedWire.read(honest);
        EpochKeys keys = Forge.insider(bob, wire.epoch);
        byte[] plain = wire.decrypt(keys, 0, 2, 0, true, wire.parts.get(0).get(0));
        plain[99] = 1;
        wire.parts.get(0).set(0, wire.encrypt(keys, 0, 2, 0, true, plain));
        Opened opened = world.opener(bob)
                .open(Changing.of(honest, honest, wire.bytes()), Expectation.none())
                .orThrow();
        assertThatThrownBy(() -> opened.bytes("body")).isInstanceOf(ProblemException.class);
    }

    @Test
    void s9AFileThatWasExchangedBeforeThePreambleIsReadIsNotOpenedAndMayComeAgain() throws IOException {
        Bytes honest = large();
        Changing file = Changing.of(honest, carolsVersion(honest, 0));
        assertThat(World.outcome(world.opener(bob).open(file, Expectation.none())))
                .isEqualTo("NOT_AUTHENTIC");
        assertThat(World.outcome(world.opener(bob).open(honest::stream, Expectation.none())))
                .isEqualTo("opened");
    }

    @Test
    void s9AFileThatShrinksOrGrowsBetweenTheReadingsGivesNothingFalse() throws IOException {
        Bytes honest = large();
        List<Bytes> later = new ArrayList<>();
        later.add(Bytes.of(honest.toArray(), 0, honest.size() / 2));
        later.add(Bytes.of(honest.toArray(), 0, 100));
        later.add(Bytes.EMPTY);
        for (Bytes shorter : later) {
            Opened opened = world.opener(bob)
                    .open(Changing.of(honest, honest, shorter), Expectation.none())
                    .orThrow();
            assertThatThrownBy(() -> opened.bytes("body")).isInstanceOf(ProblemException.class);
            opened.release();
        }
        Bytes longer = Bytes.of(java.util.Arrays.copyOf(honest.toArray(), honest.size() + 1000));
        Opened opened = world.opener(bob)
                .open(Changing.of(honest, honest, longer), Expectation.none())
                .orThrow();
        assertThat(opened.bytes("body").size())
                .as("what is behind the message is not looked at again")
                .isEqualTo(3 * SEGMENT + 100);
        opened.release();
        assertThat(World.outcome(world.opener(bob).open(longer::stream, Expectation.none())))
                .isEqualTo("MALFORMED");
    }

    /** A part that ends early on the second reading, or goes on longer, though each of its segments is one Carol could make. */
    @Test
    void s9APartThatEndsElsewhereOnTheSecondReadingIsRefused() throws IOException {
        Bytes honest = large();
        ForgedWire shorter = ForgedWire.read(honest);
        EpochKeys keys = Forge.insider(carol, shorter.epoch);
        shorter.parts.get(0).subList(1, 4).clear();
        shorter.parts.get(0).add(shorter.encrypt(keys, 0, 2, 1, true, new byte[5]));
        Opened opened = world.opener(bob)
                .open(Changing.of(honest, honest, shorter.bytes()), Expectation.none())
                .orThrow();
        assertThatThrownBy(() -> opened.bytes("body")).isInstanceOf(ProblemException.class);
    }

    @Test
    void e7ASourceThatBreaksIsUnavailableAndNotForged() throws IOException {
        Bytes honest = large();
        Content.Source breaking = () -> new InputStream() {
            private final InputStream in = new ByteArrayInputStream(honest.toArray(), 0, 100_000);

            @Override
            public int read() throws IOException {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the disk is gone");
                }
                return next;
            }
        };
        assertThat(World.outcome(world.opener(bob).open(breaking, Expectation.none())))
                .isEqualTo("STORE_UNAVAILABLE");
    }
}

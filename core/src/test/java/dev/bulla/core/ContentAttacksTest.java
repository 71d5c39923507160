// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** What a hostile but properly signing sender can write into headers and parts: S7, S8, names, bombs. Every forgery carries Mallory's own valid proof. */
class ContentAttacksTest {
    private final Person bob = Person.named("bob");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(bob, mallory);
    private int counter;
    private final Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 1).slot(bob, 0);

    private Bytes signed(byte[] header, byte[] part) {
        EpochKeys keys = forge.keys();
        return ForgedWire.of(forge.core(), keys, counter++, header)
                .part(keys, 0, part)
                .sign(keys, mallory)
                .bytes();
    }

    private Bytes withPart(byte[] part) {
        return signed(Forge.header("", "body", 0), part);
    }

    private String inMemory(Bytes envelope) {
        return world.outcome(bob, envelope, Expectation.none());
    }

    /** What comes of opening it as a stream and reading the part to its end. */
    private String asStream(Bytes envelope) throws IOException {
        world.replay = MemoryReplay.of(java.time.Instant.MIN);
        Opening opening = world.opener(bob).open(envelope::stream, Expectation.none());
        if (opening instanceof Opened opened) {
            try {
                opened.bytes("body");
            } catch (ProblemException refused) {
                return refused.problem().name();
            }
        }
        return World.outcome(opening);
    }

    private static byte[] deflated(byte[] raw) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(raw);
        deflater.finish();
        byte[] out = new byte[raw.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    @Test
    void s8APreambleThatLiesIsRefusedInMemoryAndAsAStream() throws IOException {
        byte[] text = "hello hello hello hello hello".getBytes(StandardCharsets.UTF_8);
        byte[] packed = deflated(text);
        int n = text.length;
        Map<String, byte[]> lies = new LinkedHashMap<>();
        lies.put("longer than said", Forge.part(new Preamble("", n - 1, false, false), text));
        lies.put("shorter than said", Forge.part(new Preamble("", n + 1, false, false), text));
        lies.put("deflate yields more", Forge.part(new Preamble("", n - 1, true, false), packed));
        lies.put("deflate yields less", Forge.part(new Preamble("", n + 1, true, false), packed));
        lies.put(
                "bytes behind deflate",
                Forge.part(new Preamble("", n, true, false), Arrays.copyOf(packed, packed.length + 1)));
        lies.put(
                "deflate cut off",
                Forge.part(new Preamble("", n, true, false), Arrays.copyOf(packed, packed.length - 1)));
        lies.put("not deflate", Forge.part(new Preamble("", n, true, false), text));
        lies.put("padding missing", Forge.part(new Preamble("", n, false, true), text));
        lies.put("padding said and not zero", Forge.part(new Preamble("", n - 1, false, true), text));
        lies.put("padded more than Padmé", Forge.part(new Preamble("", n, false, true), Arrays.copyOf(text, n + 20)));
        lies.put("length of eternity", Forge.part(new Preamble("", Limits.MESSAGE_BYTES, true, false), packed));
        lies.put("nothing at all", new byte[0]);
        lies.put("no preamble", text);
        lies.put("unknown length deflated", new byte[] {(byte) 0x83, 0x60, (byte) 0xf6, 1});
        lies.put("unknown flags", new byte[] {(byte) 0x83, 0x60, 0, 4});
        lies.put("longer than any message", new byte[] {(byte) 0x83, 0x60, 0x1b, 127, -1, -1, -1, -1, -1, -1, -1, 0});
        for (Map.Entry<String, byte[]> lie : lies.entrySet()) {
            Bytes envelope = withPart(lie.getValue());
            assertThat(inMemory(envelope)).as(lie.getKey()).isIn("MALFORMED", "LIMIT_EXCEEDED");
            assertThat(asStream(envelope)).as(lie.getKey() + " as a stream").isIn("MALFORMED", "LIMIT_EXCEEDED");
        }
        assertThat(inMemory(withPart(Forge.part(new Preamble("", n, true, false), packed))))
                .isEqualTo("opened");
    }

    /** DEFLATE reaches 1:1032. A hundred is the most, and the limit for memory holds for what comes out. */
    @Test
    void s8ABombDoesNotGoOff() throws IOException {
        byte[] zeros = new byte[10 << 20];
        byte[] packed = deflated(zeros);
        Bytes bomb = withPart(Forge.part(new Preamble("", zeros.length, true, false), packed));
        assertThat(zeros.length / packed.length).isGreaterThan(900);
        assertThat(inMemory(bomb)).isEqualTo("MALFORMED");
        assertThat(asStream(bomb)).isEqualTo("MALFORMED");
        byte[] half = new byte[200_000];
        new java.util.Random(1).nextBytes(half);
        Arrays.fill(half, 3000, half.length, (byte) 0);
        byte[] fits = deflated(half);
        Bytes large = withPart(Forge.part(new Preamble("", half.length, true, false), fits));
        Opener.Settings usual = Opener.Settings.usual();
        world.settings = new Opener.Settings(usual.suites(), usual.maximumLife(), half.length - 1);
        assertThat(inMemory(large)).isEqualTo("LIMIT_EXCEEDED");
        assertThat(asStream(large)).isEqualTo("LIMIT_EXCEEDED");
        world.settings = usual;
        world.replay = MemoryReplay.of(java.time.Instant.MIN);
        assertThat(inMemory(large)).isEqualTo("opened");
    }

    @Test
    void s8ASenderStoresWhatCompressesTooWellAsItIs() {
        Person carol = Person.named("carol");
        world.knows(carol);
        Piece zeros = Piece.of("body", Content.of(Bytes.of(new byte[1 << 20]))).compress();
        Bytes envelope = world.seal(carol, Draft.to("bob").part(zeros));
        assertThat(envelope.size()).isGreaterThan(1 << 20);
        assertThat(inMemory(envelope)).isEqualTo("opened");
    }

    @Test
    void s7PartNamesAreNoPathsAndNoTwoAreAlike() {
        for (String name :
                List.of("..", ".", ".bashrc", "a/b", "../../etc/passwd", "C:x", "a\\b", "a\u0000", "a b", "ä", "")) {
            assertThat(inMemory(signed(Forge.header("", name, 0), Forge.text("x"))))
                    .as(name)
                    .isEqualTo("MALFORMED");
            assertThatThrownBy(() -> Draft.to("bob").part(name, "x")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(inMemory(signed(Forge.header("", "n".repeat(129), 0), Forge.text("x"))))
                .isEqualTo("MALFORMED");
        assertThat(inMemory(signed(Forge.header("", "a", 0, "a", 0), Forge.text("x"))))
                .isEqualTo("MALFORMED");
        assertThat(inMemory(signed(Forge.header("", "n".repeat(128), 0), Forge.text("x"))))
                .isEqualTo("opened");
    }

    @Test
    void s7ThePartTableMustMatchTheItemsAndTheCompartments() {
        assertThat(inMemory(signed(Forge.header("", "a", 0, "b", 0), Forge.text("x"))))
                .isEqualTo("MALFORMED");
        assertThat(inMemory(signed(Forge.header("", "a", 1), Forge.text("x")))).isEqualTo("MALFORMED");
        assertThat(inMemory(signed(Forge.header("", "a", 63), Forge.text("x")))).isEqualTo("MALFORMED");
    }

    /** Control characters in a context or name would let it lie to a person at a terminal. */
    @Test
    void s7TextHasNoControlCharacters() {
        for (String context : List.of("a\u001b[2J", "a\nb", "\u0085", "a\u009f", "\u007f")) {
            assertThat(inMemory(signed(Forge.header(context, "a", 0), Forge.text("x"))))
                    .isEqualTo("MALFORMED");
        }
    }

    @Test
    void e11TimesThatContradictThemselvesAreRefused() {
        long now = World.NOW.toEpochMilli();
        long day = 24 * 3_600_000L;
        Object[][] cases = {
            {now, now, "MALFORMED"},
            {now, now - 1, "MALFORMED"},
            {now - 60_001, -1L, "MALFORMED"},
            {now + 600_001, -1L, "MALFORMED"},
            {now + 60_001, -1L, "NOT_YET"},
            {now, now + day + 1, "LIFE_TOO_LONG"},
            {now - 60_000, now - 59_999, "opened"},
            {now - 60_000, now - 59_999 - 1, "MALFORMED"},
            {now + 60_000, now + 60_000 + day, "opened"},
        };
        for (Object[] row : cases) {
            byte[] header = Forge.header((long) row[0], (long) row[1], "", List.of(), "body", 0);
            assertThat(inMemory(signed(header, Forge.text("x"))))
                    .as(Arrays.toString(row))
                    .isEqualTo(row[2]);
        }
        Bytes fresh = signed(Forge.header(now, now + 1000, "", List.of(), "body", 0), Forge.text("x"));
        world.now = World.NOW.plusMillis(1000 + 60_000);
        assertThat(inMemory(fresh)).isEqualTo("EXPIRED");
        world.now = world.now.minusMillis(1);
        assertThat(inMemory(fresh)).isEqualTo("opened");
    }

    @Test
    void anEpochThatLivesTooLongOrNeverIsRefused() {
        long now = World.NOW.toEpochMilli();
        long[][] lives = {{now, now + 600_001}, {now, now}, {now, now - 1}, {0, Long.MAX_VALUE}, {-5, 5}};
        for (long[] life : lives) {
            Who who = new Who(mallory.identifier(), 0, life[0], life[1], Proof.SIGNATURE);
            Forge long1 = Forge.of(Suite.HYBRID, who, 1).slot(bob, 0);
            assertThat(inMemory(
                            long1.message(0, "x").sign(long1.keys(), mallory).bytes()))
                    .isEqualTo("MALFORMED");
        }
        for (int statement : new int[] {64, -1, Integer.MAX_VALUE}) {
            Who who = new Who(mallory.identifier(), statement, now, now + 1000, Proof.SIGNATURE);
            Forge odd = Forge.of(Suite.HYBRID, who, 1).slot(bob, 0);
            byte[] proof = Forge.sign(
                    mallory, 0, Suite.HYBRID, who, odd.message(0, "x").digest());
            assertThat(inMemory(odd.message(0, "x").prove(odd.keys(), proof).bytes()))
                    .isEqualTo("MALFORMED");
        }
    }

    /** What a carrier can write without any key: nothing is allocated that did not come. */
    @Test
    void hugeLengthsAndCountsAreRefusedBeforeAnythingIsAllocated() throws IOException {
        byte[][] heads = {
            {(byte) 0xda, 0x62, 0x75, 0x6c, 0x61, (byte) 0x82, (byte) 0x5b, 127, -1, -1, -1, -1, -1, -1, -1},
            {(byte) 0xda, 0x62, 0x75, 0x6c, 0x61, (byte) 0x82, (byte) 0x5a, 127, -1, -1, -1},
            {(byte) 0xda, 0x62, 0x75, 0x6c, 0x61, (byte) 0x9b, -1, -1, -1, -1, -1, -1, -1, -1},
            {(byte) 0xda, 0x62, 0x75, 0x6c, 0x61, (byte) 0x82, (byte) 0x9f},
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] start = Arrays.copyOf(withPart(Forge.text("x")).toArray(), 6 + 3 + 34);
        out.write(start);
        out.write(new byte[] {(byte) 0x9b, 0, 0, 0, 1, 0, 0, 0, 0});
        for (byte[] head : heads) {
            assertThat(inMemory(Bytes.of(head))).isIn("MALFORMED", "LIMIT_EXCEEDED");
        }
        assertThat(inMemory(Bytes.of(out.toByteArray()))).isIn("MALFORMED", "LIMIT_EXCEEDED");
        assertThat(asStream(Bytes.of(out.toByteArray()))).isIn("MALFORMED", "LIMIT_EXCEEDED");
    }
}

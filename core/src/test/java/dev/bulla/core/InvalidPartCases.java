// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Parts that are proven and yet do not open, or are not what {@code spec/envelope.md} §6 allows (step 15). */
final class InvalidPartCases {
    private static final byte[] WORDS = "apples and pears".getBytes(StandardCharsets.US_ASCII);

    private InvalidPartCases() {}

    static void add(VectorCases cases) {
        segments(cases);
        preambles(cases);
        lengths(cases);
        deflate(cases);
        padding(cases);
        memory(cases);
    }

    private static void part(VectorCases cases, String name, String comment, Consumer<PartForge> change) {
        cases.malformed(name, "§6", comment, c -> change.accept(c.forge.part("body", "two apples")));
    }

    private static void plain(VectorCases cases, String name, String comment, UnaryOperator<byte[]> change) {
        part(cases, name, comment, part -> part.plaintext = change);
    }

    private static void segments(VectorCases cases) {
        cases.notAuthentic(
                "part-other-key", "§8", "a part that no key of the reader's opens, proven all the same", c -> {
                    c.forge.part("body", "two apples").key = key -> new byte[32];
                });
        cases.notAuthentic("part-not-marked-last", "§5", "the last segment is not marked so", c -> {
            c.forge.part("body", "two apples").markLast = false;
        });
        plain(cases, "part-without-preamble", "no bytes at all", plain -> new byte[0]);
    }

    private static void preambles(VectorCases cases) {
        part(cases, "media-type-long", "a media type of 129 bytes", part -> part.mediaType = "x".repeat(129));
        part(cases, "media-type-control", "a line feed in the media type", part -> part.mediaType = "text\n");
        part(cases, "flags-4", "flags 4", part -> part.flags = 4);
        part(cases, "length-negative", "length -1", part -> part.length = -1);
        part(cases, "length-unknown-padded", "length null and padding", part -> part.padded().length = CborTree.NULL);
        part(cases, "length-unknown-deflated", "length null and deflate", part -> {
            part.deflated(TinyDeflate.stored(part.content)).length = CborTree.NULL;
        });
        plain(cases, "preamble-of-two", "no flags", plain -> CborTree.encode(CborTree.list("", 0)));
        plain(cases, "preamble-of-four", "an element too many", plain -> CborTree.encode(CborTree.list("", 0, 0, 0)));
        plain(cases, "preamble-cut", "cut in the preamble", plain -> Arrays.copyOf(plain, 2));
        plain(cases, "preamble-not-shortest", "flags in two bytes", plain -> ProviderSets.hex("836000" + "1800"));
    }

    private static void lengths(VectorCases cases) {
        part(cases, "length-too-large", "a length of one more than there is", part -> part.length = 11);
        part(cases, "length-too-small", "a length of one less than there is", part -> part.length = 9);
        part(cases, "length-huge", "a length of 2^63", part -> part.length = CborTree.raw("1b 8000000000000000"));
        part(cases, "length-too-large-padded", "the same with padding", part -> part.padded().length = 30);
    }

    private static void deflate(VectorCases cases) {
        stream(cases, "deflate-not", "not a DEFLATE stream", new byte[] {7, 1, 2, 3});
        stream(cases, "deflate-cut", "cut before its end", Arrays.copyOf(TinyDeflate.stored(WORDS), 12));
        stream(cases, "deflate-without-end", "without the code that ends the block", cut(TinyDeflate.of(WORDS, 0)));
        stream(
                cases,
                "deflate-trailing",
                "a byte behind its end",
                Framing.join(TinyDeflate.stored(WORDS), new byte[1]));
        stream(cases, "deflate-yields-more", "yields a byte more than its length", TinyDeflate.stored(more(WORDS)));
        stream(cases, "deflate-yields-less", "yields a byte less than its length", TinyDeflate.stored(cut(WORDS)));
        stream(
                cases,
                "deflate-zlib",
                "with the head of zlib",
                Framing.join(ProviderSets.hex("789c"), TinyDeflate.stored(WORDS)));
        cases.malformed("deflate-beyond-hundredfold", "§6", "a byte more than 100 times the stored bytes", c -> {
            int[] found = ValidCases.exactRatio(100, 1);
            ratio(c.forge, ValidCases.begin(found[0]), found[1]);
        });
        cases.malformed("deflate-bomb", "§6", "a megabyte in 7 KB", c -> ratio(c.forge, new byte[1], 4065));
        cases.malformed("deflate-padding-does-not-count", "§6", "within 100 times only with the padding", c -> {
            ratio(c.forge, new byte[1], 46);
            c.forge.parts.get(0).padded();
        });
    }

    private static void ratio(EnvelopeForge forge, byte[] literals, int matches) {
        byte[] content = TinyDeflate.content(literals, matches);
        forge.parts.add(new PartForge("body", content).deflated(TinyDeflate.of(literals, matches)));
    }

    private static void stream(VectorCases cases, String name, String comment, byte[] stream) {
        cases.malformed(name, "§6", comment, c -> c.forge.parts.add(new PartForge("body", WORDS).deflated(stream)));
    }

    private static byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 1);
    }

    private static byte[] more(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static void padding(VectorCases cases) {
        padded(cases, "padding-not-zero", "a one among the zeros", plain -> {
            plain[plain.length - 1] = 1;
            return plain;
        });
        padded(cases, "padding-short", "a zero too few", InvalidPartCases::cut);
        padded(cases, "padding-long", "a zero too many", InvalidPartCases::more);
        padded(cases, "padding-to-next-size", "the next size but one", plain -> {
            return Arrays.copyOf(plain, (int) PartForge.padme(plain.length + 1));
        });
        padded(cases, "padding-missing", "flag padded and no zeros", plain -> Arrays.copyOf(plain, 106));
    }

    /** 6 bytes of preamble, 100 of content, 6 of zeros: Padmé(106) is 112. */
    private static void padded(VectorCases cases, String name, String comment, UnaryOperator<byte[]> change) {
        cases.malformed(
                name, "§6", comment, c -> c.forge.part("body", "x".repeat(100)).padded().plaintext = change);
    }

    private static void memory(VectorCases cases) {
        cases.refused("memory-part", "§11", "LIMIT_EXCEEDED", "a part larger than the reader's memory", c -> {
            c.forge.part("body", "x".repeat(2000));
            c.given("memory", "1000");
        });
        cases.refused(
                "memory-inflated", "§11", "LIMIT_EXCEEDED", "a part that inflates beyond the reader's memory", c -> {
                    ratio(c.forge, WORDS, 4);
                    c.given("memory", "1000");
                });
        cases.refused(
                "memory-parts-together",
                "§11",
                "LIMIT_EXCEEDED",
                "two parts, together beyond the reader's memory",
                c -> {
                    c.forge.part("one", "x".repeat(600));
                    c.forge.part("two", "y".repeat(600));
                    c.given("memory", "1000");
                });
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.List;

/** Envelopes that open: suites, kinds, who reads what, and what a part may be. */
final class ValidCases {
    private static final String[][] PAIRS = {
        {"alice", "bob"}, {"dave", "dora"}, {"erin", "bob"}, {"frank", "fay"},
    };

    private ValidCases() {}

    static void add(VectorCases cases) {
        suites(cases);
        recipients(cases);
        references(cases);
        batches(cases);
        parts(cases);
        segments(cases);
    }

    private static void suites(VectorCases cases) {
        for (Suite suite : Suite.values()) {
            String[] pair = PAIRS[suite.id() - 1];
            for (Proof proof : Proof.values()) {
                cases.opened(suite.label() + "-" + proof.label(), "§2", "suite and kind of proof", c -> {
                    c.between(suite, pair[0], pair[1]).kind = EnvelopeForge.kind(proof);
                    if (proof == Proof.PAIRWISE) {
                        c.given("pairwise", pair[0]);
                    }
                });
            }
            cases.opened(suite.label() + "-hidden", "§4", "two hidden recipients: each slot is tried", c -> {
                c.between(suite, pair[0], pair[1], pair[0]).hidden = true;
            });
        }
    }

    private static void recipients(VectorCases cases) {
        for (String reader : List.of("bob", "carol")) {
            cases.opened("compartments-" + reader, "§3", "parts for all, for bob, for carol", c -> {
                EnvelopeForge forge = compartments(c);
                c.reader = reader;
                forge.part("body", "two apples");
                forge.part("pii", "4111 1111").in(1);
                forge.part("route", "north").in(2);
                forge.part("note", "for bob again").in(1);
            });
        }
        cases.opened("slot-padding", "§4", "bob's slot has two entries of padding", c -> {
            EnvelopeForge forge = compartments(c);
            forge.targets.get(0).opens.removeIf(j -> j == 1);
            forge.targets.get(1).opens.add(1, 1);
            forge.part("body", "two apples");
            forge.part("pii", "for carol").in(1);
        });
        cases.opened("compartments-64", "§3", "as many compartments as there may be", c -> {
            c.forge.compartments = 64;
            for (int j = 1; j < 64; j++) {
                c.forge.targets.get(0).opens.add(j);
            }
            c.forge.part("last", "the 64th").in(63);
        });
        cases.opened("hidden-16", "§4", "as many hidden recipients as there may be", c -> {
            EnvelopeForge forge = c.between(Suite.CLASSIC, "dave", "dora");
            forge.hidden = true;
            for (int i = 0; i < 15; i++) {
                forge.target(c.person("dave"), 0, 0);
            }
        });
        cases.opened("old-recipient-key", "§8", "sealed to the key of an earlier statement of the reader", c -> {
            c.between(Suite.HYBRID, "alice", "rita");
        });
        cases.opened("hidden-old-key", "§8", "hidden, to the reader's fourth newest key", c -> {
            EnvelopeForge forge = c.between(Suite.HYBRID, "alice", "quinn");
            forge.hidden = true;
            forge.targets.clear();
            forge.target(c.person("quinn"), 1, 0);
        });
        cases.opened("hidden-old-key-archive", "§8", "to the fifth newest: an archive tries all", c -> {
            c.between(Suite.HYBRID, "alice", "quinn").hidden = true;
            c.given("mode", "archive");
        });
        cases.opened("oneself", "§4", "sender and recipient are one", c -> c.between(Suite.HYBRID, "alice", "alice"));
        cases.opened("shared-xwing-key", "§2", "suite 3 opens with the key of suite 1; the key id differs", c -> {
            c.between(Suite.PQ, "polly", "bob");
        });
    }

    private static EnvelopeForge compartments(EnvelopeCase c) {
        EnvelopeForge forge = c.between(Suite.HYBRID, "alice", "bob", "carol");
        forge.compartments = 3;
        forge.targets.get(0).opens.add(1);
        forge.targets.get(1).opens.add(2);
        return forge;
    }

    private static void references(VectorCases cases) {
        cases.opened("by-reference", "§4", "the epoch object is fetched", c -> {
            c.forge.byReference = true;
            c.fetches(object -> object);
        });
        cases.opened("by-reference-second", "§4", "what is not CBOR is not fetched, the next object is", c -> {
            c.forge.byReference = true;
            c.fetches(object -> Arrays.copyOf(object, 40)).fetches(object -> object);
        });
        cases.opened("by-reference-voucher-in-object", "§4", "pairwise, the voucher is kept with the core", c -> {
            c.forge.byReference = true;
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.given("pairwise", "alice").fetches(object -> object);
        });
        cases.opened("by-reference-voucher-in-envelope", "§4", "the envelope's voucher goes before the object's", c -> {
            EnvelopeForge forge = c.forge;
            forge.byReference = true;
            forge.kind = EnvelopeForge.PAIRWISE;
            forge.opening = opening -> opening.set(1, forge.voucher);
            forge.object = object -> object.set(1, new byte[80]);
            c.given("pairwise", "alice").fetches(object -> object);
        });
    }

    private static void batches(VectorCases cases) {
        int[][] places = {{0, 2}, {4, 5}, {2, 7}, {65_535, 65_536}};
        for (int[] place : places) {
            String name = "batch-" + place[0] + "-of-" + place[1];
            cases.opened(name, "§7", "message " + place[0] + " of a batch of " + place[1], c -> {
                c.forge.kind = EnvelopeForge.BATCH;
                c.forge.batchIndex = place[0];
                c.forge.batchSize = place[1];
                c.forge.counter = place[0];
            });
        }
    }

    private static void parts(VectorCases cases) {
        byte[] literals = "apples and pears".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        cases.opened("part-empty", "§6", "no content", c -> c.forge.part("body", ""));
        cases.opened("part-media-type", "§6", "a media type of 128 bytes", c -> {
            c.forge.part("body", "{}").mediaType = "text/" + "ä".repeat(61) + "b";
        });
        cases.opened(
                "part-length-unknown",
                "§6",
                "length null",
                c -> c.forge.part("body", "streamed").length = CborTree.NULL);
        cases.opened("part-padded", "§6", "flag padded", c -> {
            c.forge.part("body", "x".repeat(1000)).padded();
            c.forge.part("empty", "").padded();
        });
        cases.opened("part-deflated", "§6", "flag deflate: a stored block, and one of fixed codes", c -> {
            byte[] content = TinyDeflate.content(literals, 3);
            c.forge.parts.add(new PartForge("fixed", content).deflated(TinyDeflate.of(literals, 3)));
            c.forge.parts.add(new PartForge("stored", literals).deflated(TinyDeflate.stored(literals)));
            c.forge.parts.add(new PartForge("empty", new byte[0]).deflated(TinyDeflate.stored(new byte[0])));
        });
        cases.opened("part-deflated-padded", "§6", "both flags", c -> {
            byte[] content = TinyDeflate.content(literals, 3);
            c.forge.parts.add(new PartForge("body", content)
                    .deflated(TinyDeflate.of(literals, 3))
                    .padded());
        });
        cases.opened("part-deflated-hundredfold", "§6", "exactly 100 times the stored bytes", c -> {
            int[] found = exactRatio(100, 0);
            byte[] begin = begin(found[0]);
            byte[] content = TinyDeflate.content(begin, found[1]);
            c.forge.parts.add(new PartForge("body", content).deflated(TinyDeflate.of(begin, found[1])));
        });
        cases.opened("parts-256", "§11", "as many parts as there may be", c -> {
            for (int i = 0; i < 256; i++) {
                c.forge.part("part-" + i, "");
            }
        });
    }

    static byte[] begin(int literals) {
        byte[] begin = new byte[literals];
        Arrays.fill(begin, (byte) 'a');
        return begin;
    }

    /** How many literals and matches make so many times the stored bytes, and so many bytes more. */
    static int[] exactRatio(int ratio, int more) {
        for (int matches = 1; matches < 200; matches++) {
            for (int literals = 1; literals < 200; literals++) {
                int stored = (3 + 8 * literals + 13 * matches + 7 + 7) / 8;
                if (literals + 258 * matches == ratio * stored + more) {
                    return new int[] {literals, matches};
                }
            }
        }
        throw new IllegalArgumentException("no such stream");
    }

    private static void segments(VectorCases cases) {
        int preamble = 6;
        cases.opened("segment-exactly-full", "§5", "a plaintext of 65,536 bytes, then an empty segment", c -> {
            c.forge.part("body", "x".repeat(Limits.SEGMENT_PLAIN_BYTES - preamble));
        });
        cases.opened("segments-2", "§5", "two segments, and another part behind them", c -> {
            c.forge.part("body", "y".repeat(Limits.SEGMENT_PLAIN_BYTES + 1));
            c.forge.part("note", "behind");
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.List;

/** What is not an envelope: cut, surplus, not deterministic, of another version or shape (step 1). */
final class InvalidFramingCases {
    private InvalidFramingCases() {}

    static void add(VectorCases cases) {
        files(cases);
        encodings(cases);
        openings(cases);
        messages(cases);
        references(cases);
    }

    private static void files(VectorCases cases) {
        cases.malformed("file-empty", "§5", "no bytes", c -> c.file = bytes -> new byte[0]);
        cases.malformed("file-cut-in-core", "§5", "cut in the core", c -> c.file = bytes -> Arrays.copyOf(bytes, 400));
        cases.malformed("file-cut-in-proof", "§5", "the last byte is missing", c -> {
            c.file = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
        });
        cases.malformed("file-trailing-byte", "§5", "one byte more", c -> {
            c.file = bytes -> Framing.join(bytes, new byte[] {0});
        });
        cases.malformed("file-trailing-item", "§5", "null after the proof", c -> {
            c.file = bytes -> Framing.join(bytes, CborTree.encode(CborTree.NULL));
        });
        cases.malformed("file-opening-alone", "§5", "no message", c -> {
            c.forge.items = items -> items.subList(1, items.size()).clear();
        });
    }

    private static void encodings(VectorCases cases) {
        cases.malformed("cbor-integer-not-shortest", "§1", "the suite in two bytes", c -> {
            c.forge.core = core -> core.set(1, CborTree.raw("18 01"));
        });
        cases.malformed("cbor-length-not-shortest", "§1", "the salt's length in two bytes", c -> {
            c.forge.core = core -> core.set(2, new CborTree.Raw(Framing.join(new byte[] {0x59, 0, 32}, c.forge.salt)));
        });
        cases.malformed("cbor-segment-length-not-shortest", "§1", "a segment's length in two bytes", c -> {
            c.forge.items = items -> {
                byte[] segment = items.get(2);
                byte[] head = {0x59, 0, segment[1]};
                items.set(2, Framing.join(head, Arrays.copyOfRange(segment, 2, segment.length)));
            };
        });
        cases.malformed("cbor-array-indefinite", "§1", "the commitments in an array of indefinite length", c -> {
            c.forge.core = core -> {
                byte[] commitment = (byte[]) ((List<?>) core.get(3)).get(0);
                core.set(3, new CborTree.Raw(Framing.join(new byte[] {(byte) 0x9f, 0x58, 32}, commitment, new byte[] {-1
                })));
            };
        });
        cases.malformed("cbor-bytes-indefinite", "§1", "the salt in chunks", c -> {
            c.forge.core = core -> core.set(
                    2, new CborTree.Raw(Framing.join(new byte[] {0x5f, 0x58, 32}, c.forge.salt, new byte[] {-1})));
        });
        cases.malformed("cbor-float", "§1", "the counter as 0.0", c -> {
            c.forge.message = message -> message.set(0, CborTree.raw("f9 0000"));
        });
        cases.malformed("cbor-boolean", "§1", "true in the voucher's place", c -> {
            c.forge.opening = opening -> opening.set(1, CborTree.raw("f5"));
        });
        cases.malformed("cbor-undefined", "§1", "undefined in the voucher's place", c -> {
            c.forge.opening = opening -> opening.set(1, CborTree.raw("f7"));
        });
        cases.malformed("cbor-tag-inside", "§1", "the tag of an opening around the salt", c -> {
            c.forge.core = core -> core.set(2, new CborTree.Tagged(0x62756c61, core.get(2)));
        });
        cases.malformed("cbor-reserved-length", "§1", "additional information 28", c -> {
            c.forge.message = message -> message.set(0, CborTree.raw("1c"));
        });
    }

    private static void openings(VectorCases cases) {
        cases.malformed("opening-untagged", "§5", "no tag", c -> {
            c.forge.items = items -> items.set(0, Arrays.copyOfRange(items.get(0), 5, items.get(0).length));
        });
        cases.malformed("opening-other-tag", "§5", "the tag of a card", c -> {
            c.forge.items = items -> items.get(0)[4] = 'c';
        });
        cases.malformed("opening-tagged-twice", "§1", "the tag twice", c -> {
            c.forge.items = items -> items.set(0, Framing.join(Arrays.copyOf(items.get(0), 5), items.get(0)));
        });
        cases.malformed(
                "opening-of-one", "§5", "no voucher and no null", c -> c.forge.opening = opening -> opening.remove(1));
        cases.malformed("opening-of-three", "§5", "an element too many", c -> {
            c.forge.opening = opening -> opening.add(CborTree.NULL);
        });
        cases.malformed("opening-null", "§5", "null in the core's place", c -> {
            c.forge.opening = opening -> opening.set(0, CborTree.NULL);
        });
        cases.malformed("epoch-id-short", "§5", "an epoch id of 31 bytes", c -> {
            c.forge.opening = opening -> opening.set(0, new byte[31]);
        });
        cases.malformed("voucher-size", "§5", "a voucher of 81 bytes", c -> {
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.forge.opening = opening -> opening.set(1, new byte[81]);
            c.given("pairwise", "alice");
        });
        cases.malformed("voucher-empty", "§5", "a voucher of no bytes", c -> {
            c.forge.opening = opening -> opening.set(1, new byte[0]);
        });
    }

    private static void messages(VectorCases cases) {
        cases.malformed("message-of-five", "§5", "an element too many", c -> {
            c.forge.message = message -> message.add(0);
        });
        cases.malformed("message-of-three", "§5", "no header", c -> c.forge.message = message -> message.remove(3));
        cases.malformed("counter-too-large", "§5", "counter 2^20", c -> c.forge.counter = 1 << 20);
        cases.malformed("counter-negative", "§5", "counter -1", c -> c.forge.message = message -> message.set(0, -1));
        cases.malformed(
                "random-short", "§5", "r of 15 bytes", c -> c.forge.message = message -> message.set(1, new byte[15]));
        cases.malformed("parts-0", "§5", "no parts", c -> c.forge.message = message -> message.set(2, 0));
        cases.refused("parts-257", "§11", "LIMIT_EXCEEDED", "257 parts", c -> {
            for (int i = 0; i < 257; i++) {
                c.forge.part("part-" + i, "");
            }
        });
        cases.malformed("header-short", "§5", "a header of 16 bytes", c -> {
            c.forge.message = message -> message.set(3, new byte[16]);
        });
        cases.malformed("header-long", "§5", "a header of 65,553 bytes", c -> {
            c.forge.message = message -> message.set(3, new byte[65_553]);
        });
    }

    private static void references(VectorCases cases) {
        cases.refused("by-reference-missing", "§4", "EPOCH_UNKNOWN", "the epoch cannot be fetched", c -> {
            c.forge.byReference = true;
        });
        cases.refused("by-reference-other", "§4", "EPOCH_UNKNOWN", "another epoch's object", c -> {
            c.forge.byReference = true;
            c.fetches(object -> flipped(object, object.length / 2));
        });
        cases.refused("by-reference-cut", "§4", "EPOCH_UNKNOWN", "the object is cut", c -> {
            c.forge.byReference = true;
            c.fetches(object -> Arrays.copyOf(object, object.length - 1));
        });
        cases.refused("by-reference-trailing", "§4", "EPOCH_UNKNOWN", "the object has a byte too many", c -> {
            c.forge.byReference = true;
            c.fetches(object -> Framing.join(object, new byte[1]));
        });
        cases.refused("by-reference-version", "§8", "VERSION_UNKNOWN", "the object is of version 2: no retry", c -> {
            c.forge.byReference = true;
            c.forge.core = core -> core.set(0, 2);
            c.fetches(object -> object);
        });
        cases.refused("by-reference-suite", "§8", "SUITE_REFUSED", "the object is of suite 5: no retry", c -> {
            c.forge.byReference = true;
            c.forge.core = core -> core.set(1, 5);
            c.fetches(object -> object);
        });
        cases.malformed("by-reference-slots", "§8", "the object's slots do not ascend: no retry", c -> {
            c.between(Suite.HYBRID, "alice", "bob", "carol").byReference = true;
            c.forge.slots = java.util.Collections::reverse;
            c.fetches(object -> object);
        });
    }

    static byte[] flipped(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[at] ^= 1;
        return other;
    }
}

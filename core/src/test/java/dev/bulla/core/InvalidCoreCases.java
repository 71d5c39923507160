// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Cores whose version, shape, sizes or order are not those of {@code spec/envelope.md} §4 (steps 1 and 2). */
final class InvalidCoreCases {
    private InvalidCoreCases() {}

    static void add(VectorCases cases) {
        versions(cases);
        fields(cases);
        slots(cases);
        limits(cases);
    }

    private static void versions(VectorCases cases) {
        refused(cases, "version-0", "§8", "VERSION_UNKNOWN", "version 0", core -> core.set(0, 0));
        refused(cases, "version-2", "§8", "VERSION_UNKNOWN", "version 2", core -> core.set(0, 2));
        refused(cases, "version-2-of-two", "§8", "VERSION_UNKNOWN", "version 2 of another shape, shorter", core -> {
            core.clear();
            core.addAll(List.of(2, "another shape"));
        });
        refused(cases, "version-2-of-seven", "§8", "VERSION_UNKNOWN", "version 2 of another shape, longer", core -> {
            core.set(0, 2);
            core.add("more");
        });
        refused(cases, "version-largest", "§8", "VERSION_UNKNOWN", "version 2^64 - 1", core -> {
            core.set(0, CborTree.raw("1b ffffffffffffffff"));
        });
        refused(cases, "suite-0", "§8", "SUITE_REFUSED", "suite 0", core -> core.set(1, 0));
        refused(cases, "suite-5", "§8", "SUITE_REFUSED", "suite 5", core -> core.set(1, 5));
        refused(cases, "suite-255", "§8", "SUITE_REFUSED", "suite 255", core -> core.set(1, 255));
        cases.refused("suite-not-accepted", "§8", "SUITE_REFUSED", "the receiver accepts suites 3 and 4", c -> {
            c.given("minimum", "3 4");
        });
    }

    private static void refused(
            VectorCases cases,
            String name,
            String section,
            String problem,
            String comment,
            Consumer<List<Object>> core) {
        cases.refused(name, section, problem, comment, c -> c.forge.core = core);
    }

    private static void malformed(VectorCases cases, String name, String comment, Consumer<List<Object>> core) {
        cases.malformed(name, "§4", comment, c -> c.forge.core = core);
    }

    private static void fields(VectorCases cases) {
        malformed(cases, "core-of-five", "a core without slots", core -> core.remove(5));
        malformed(cases, "core-of-seven", "an element too many", core -> core.add(CborTree.NULL));
        malformed(cases, "suite-text", "the suite as text", core -> core.set(1, "1"));
        malformed(cases, "salt-short", "a salt of 31 bytes", core -> core.set(2, new byte[31]));
        malformed(cases, "salt-text", "a salt of text", core -> core.set(2, "s".repeat(32)));
        malformed(cases, "commitments-none", "no commitments", core -> core.set(3, CborTree.list()));
        malformed(cases, "commitment-short", "a commitment of 31 bytes", core -> {
            core.set(3, CborTree.list(new byte[31]));
        });
        malformed(cases, "who-long", "who of 70 bytes", core -> core.set(4, new byte[70]));
        malformed(cases, "slots-none", "no slots", core -> core.set(5, CborTree.list()));
        malformed(cases, "slots-map", "a map in the slots' place", core -> core.set(5, CborTree.map()));
    }

    private static void slots(VectorCases cases) {
        slot(cases, "slot-of-four", "an element too many", slot -> slot.add(0));
        slot(cases, "hint-of-four-bytes", "a hint of four bytes", slot -> slot.set(0, new byte[4]));
        slot(cases, "enc-short", "an enc of 1,119 bytes", slot -> slot.set(1, new byte[1119]));
        slot(cases, "enc-of-another-suite", "an enc of 32 bytes", slot -> slot.set(1, new byte[32]));
        slot(cases, "sealed-not-in-entries", "a sealed of 50 bytes", slot -> slot.set(2, new byte[50]));
        slot(cases, "sealed-of-none", "a sealed of no entries", slot -> slot.set(2, new byte[16]));
        slot(cases, "sealed-too-long", "two entries in an epoch of one compartment", slot -> slot.set(2, new byte[82]));
        two(cases, "hints-of-two-kinds", "one hint empty, one of 8 bytes", slots -> set(slots, 0, 0, new byte[0]));
        two(cases, "hints-do-not-ascend", "slots in descending order", Collections::reverse);
        two(cases, "hints-equal", "two slots of one hint", slots -> set(slots, 1, 0, ((List<?>) slots.get(0)).get(0)));
        cases.malformed("sealed-of-two-sizes", "§4", "one slot of one entry, one of two", c -> {
            EnvelopeForge forge = c.between(Suite.HYBRID, "alice", "bob", "carol");
            forge.compartments = 2;
            forge.slots = slots -> set(slots, 1, 2, new byte[82]);
        });
        cases.malformed("hidden-do-not-ascend", "§4", "hidden slots in descending order of enc", c -> {
            c.between(Suite.CLASSIC, "dave", "dora", "dave").hidden = true;
            c.forge.slots = Collections::reverse;
        });
        cases.malformed("hidden-equal", "§4", "two hidden slots with one enc", c -> {
            c.between(Suite.CLASSIC, "dave", "dora").hidden = true;
            c.forge.slots = slots -> slots.add(slots.get(0));
        });
    }

    private static void slot(VectorCases cases, String name, String comment, Consumer<List<Object>> change) {
        cases.malformed(name, "§4", comment, c -> c.forge.slots = slots -> change.accept(fields(slots.get(0))));
    }

    private static void two(VectorCases cases, String name, String comment, Consumer<List<Object>> change) {
        cases.malformed(name, "§4", comment, c -> c.between(Suite.HYBRID, "alice", "bob", "carol").slots = change);
    }

    @SuppressWarnings("unchecked")
    static List<Object> fields(Object slot) {
        return (List<Object>) slot;
    }

    private static void set(List<Object> slots, int slot, int field, Object value) {
        fields(slots.get(slot)).set(field, value);
    }

    private static void limits(VectorCases cases) {
        cases.refused("commitments-65", "§11", "LIMIT_EXCEEDED", "65 compartments", c -> {
            c.forge.head = head -> head.set(3, new ArrayList<>(Collections.nCopies(65, new byte[32])));
        });
        cases.refused("slots-1025", "§11", "LIMIT_EXCEEDED", "1,025 slots", c -> {
            c.between(Suite.CLASSIC, "dave", "dora").slots = slots -> {
                slots.clear();
                for (int i = 0; i < 1025; i++) {
                    byte[] hint = new byte[8];
                    Framing.putInt(hint, 0, i);
                    byte[] enc = new byte[32];
                    enc[0] = 9;
                    slots.add(CborTree.list(hint, enc, new byte[49]));
                }
            };
        });
        cases.refused("hidden-17", "§11", "LIMIT_EXCEEDED", "17 hidden slots", c -> {
            EnvelopeForge forge = c.between(Suite.CLASSIC, "dave", "dora");
            forge.hidden = true;
            for (int i = 0; i < 16; i++) {
                forge.target(c.person("dave"), 0, 0);
            }
        });
    }

    static byte[] last(byte[] bytes, int count) {
        return Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
    }
}

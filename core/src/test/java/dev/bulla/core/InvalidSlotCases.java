// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Epochs that are for somebody else, or whose slots and {@code who} do not hold (steps 3 and 4). */
final class InvalidSlotCases {
    private InvalidSlotCases() {}

    static void add(VectorCases cases) {
        strangers(cases);
        plaintexts(cases);
        slots(cases);
        points(cases);
        who(cases);
        vouchers(cases);
    }

    private static void strangers(VectorCases cases) {
        cases.envelope("not-for-me", "§8", "not_for_me", "no slot for this reader", c -> c.reader = "carol");
        cases.envelope("not-for-me-suite", "§8", "not_for_me", "the reader has no key of this suite", c -> {
            c.between(Suite.CLASSIC, "dave", "dora");
            c.reader = "bob";
        });
        cases.envelope("not-for-me-hidden", "§8", "not_for_me", "no hidden slot opens", c -> {
            c.forge.hidden = true;
            c.reader = "carol";
        });
        cases.envelope(
                "not-for-me-hidden-old-key", "§8", "not_for_me", "hidden, to the reader's fifth newest key", c -> {
                    c.between(Suite.HYBRID, "alice", "quinn").hidden = true;
                });
        cases.envelope(
                "not-for-me-hidden-damaged", "§8", "not_for_me", "a hidden slot that is damaged is nobody's", c -> {
                    c.forge.hidden = true;
                    c.forge.slots = slots -> flip(slots, 2);
                });
    }

    private static void plaintexts(VectorCases cases) {
        plaintext(cases, "commitment-0", "S_0 does not give C_0", plain -> plain[1] ^= 1);
        plaintext(cases, "commitment-1", "S_1 does not give C_1", plain -> plain[34] ^= 1);
        plaintext(cases, "slot-without-0", "begins with compartment 1", plain -> {
            System.arraycopy(plain.clone(), 33, plain, 0, 33);
            padding(plain, 33);
        });
        plaintext(cases, "slot-descending", "compartment 1 before 0", plain -> {
            byte[] copy = plain.clone();
            System.arraycopy(copy, 33, plain, 0, 33);
            System.arraycopy(copy, 0, plain, 33, 33);
        });
        plaintext(
                cases,
                "slot-repeats",
                "compartment 0 twice",
                plain -> System.arraycopy(plain.clone(), 0, plain, 33, 33));
        plaintext(cases, "slot-beyond", "a compartment that the epoch has not", plain -> plain[33] = 2);
        plaintext(cases, "slot-padding-not-zero", "padding that is not zero", plain -> plain[33] = (byte) 0xff);
        plaintext(cases, "slot-padding-between", "padding before the last entry", plain -> {
            byte[] copy = plain.clone();
            padding(plain, 0);
            System.arraycopy(copy, 0, plain, 33, 33);
        });
        plaintext(cases, "slot-padding-only", "nothing but padding", plain -> {
            padding(plain, 0);
            padding(plain, 33);
        });
    }

    private static void plaintext(VectorCases cases, String name, String comment, Consumer<byte[]> change) {
        cases.notAuthentic(name, "§8", comment, c -> {
            c.forge.compartments = 2;
            c.forge.targets.get(0).opens.add(1);
            c.forge.slotPlaintexts = plaintexts -> change.accept(plaintexts.get(0));
        });
    }

    private static void padding(byte[] plain, int at) {
        Arrays.fill(plain, at, at + 33, (byte) 0);
        plain[at] = (byte) 0xff;
    }

    private static void slots(VectorCases cases) {
        cases.notAuthentic(
                "slot-sealed-changed", "§8", "a bit of sealed", c -> c.forge.slots = slots -> flip(slots, 2));
        cases.notAuthentic("slot-enc-changed", "§8", "a bit of enc", c -> c.forge.slots = slots -> flip(slots, 1));
        cases.notAuthentic("slot-of-another-epoch", "§4", "the commitments were exchanged after sealing", c -> {
            c.forge.core = core -> core.set(3, CborTree.list(new byte[32]));
        });
        cases.notAuthentic("slot-salt-suite", "§4", "who was exchanged after sealing", c -> {
            c.forge.core = core -> core.set(4, new byte[69]);
        });
        cases.notAuthentic(
                "slot-for-another-identity", "§4", "sealed to the reader's key under mallory's identifier", c -> {
                    byte[] key = c.person("bob").kemKey(0, Kem.X_WING);
                    c.forge.targets.set(
                            0, new EnvelopeForge.Target(c.person("mallory").identifier(), key, 0));
                });
        cases.notAuthentic("slots-for-two-own-keys", "§8", "two slots match keys of the reader", c -> {
            c.between(Suite.HYBRID, "alice", "rita").target(c.person("rita"), 1, 0);
        });
    }

    private static void flip(List<Object> slots, int field) {
        List<Object> slot = InvalidCoreCases.fields(slots.get(0));
        slot.set(field, InvalidFramingCases.flipped((byte[]) slot.get(field), 3));
    }

    private static void points(VectorCases cases) {
        enc(cases, "enc-x25519-zero", Suite.CLASSIC, "dave", "dora", "the point 0", enc -> Arrays.fill(enc, (byte) 0));
        enc(cases, "enc-x25519-small-order", Suite.CLASSIC, "dave", "dora", "a point of order 8", enc -> {
            byte[] point = ProviderSets.hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");
            System.arraycopy(point, 0, enc, 0, 32);
        });
        enc(
                cases,
                "enc-x25519-top-bit",
                Suite.CLASSIC,
                "dave",
                "dora",
                "the top bit set",
                enc -> enc[31] |= (byte) 0x80);
        enc(cases, "enc-xwing-top-bit", Suite.HYBRID, "alice", "bob", "the top bit of its X25519 share set", enc -> {
            enc[enc.length - 1] |= (byte) 0x80;
        });
        enc(cases, "enc-xwing-zero", Suite.HYBRID, "alice", "bob", "the X25519 share is the point 0", enc -> {
            Arrays.fill(enc, enc.length - 32, enc.length, (byte) 0);
        });
        enc(cases, "enc-p256-compressed", Suite.NIST, "frank", "fay", "the form 06 or 07", enc -> {
            enc[0] = (byte) (6 + (enc[64] & 1));
        });
        enc(cases, "enc-p256-off-curve", Suite.NIST, "frank", "fay", "a point off the curve", enc -> enc[64] ^= 1);
    }

    private static void enc(
            VectorCases cases,
            String name,
            Suite suite,
            String from,
            String to,
            String comment,
            Consumer<byte[]> change) {
        cases.notAuthentic(name, "§2", comment, c -> {
            c.between(suite, from, to).slots = slots ->
                    change.accept((byte[]) InvalidCoreCases.fields(slots.get(0)).get(1));
        });
    }

    private static void who(VectorCases cases) {
        cases.notAuthentic("who-changed", "§8", "a bit of who, before the slots are sealed", c -> {
            c.forge.head = head -> head.set(4, InvalidFramingCases.flipped((byte[]) head.get(4), 9));
        });
        field(cases, "who-statement-64", "statement 64", c -> c.forge.statement = 64);
        field(cases, "who-statement-negative", "statement 2^32 - 1", c -> c.forge.statement = -1);
        field(cases, "who-kind-3", "kind 3", c -> c.forge.kind = 3);
        field(cases, "who-kind-255", "kind 255", c -> c.forge.kind = 255);
        field(cases, "who-no-life", "not-after is created", c -> c.forge.epochNotAfter = c.forge.epochCreated);
        field(cases, "who-life-too-long", "a life of 600,001 ms", c -> c.forge.epochNotAfter++);
        field(cases, "who-year-10000", "not-after beyond the year 9999", c -> {
            c.forge.epochCreated = 253_402_300_799_999L;
            c.forge.epochNotAfter = 253_402_300_800_000L;
            c.now = 253_402_300_799_999L;
        });
        field(cases, "who-time-negative", "created 2^64 - 1", c -> {
            c.forge.epochCreated = -1;
            c.forge.epochNotAfter = 1;
        });
        cases.refused("epoch-not-yet", "§8", "NOT_YET", "an epoch made the skew and a millisecond after now", c -> {
            c.now = EnvelopeForge.NOW - Limits.SKEW_MILLIS - 1;
        });
    }

    private static void field(VectorCases cases, String name, String comment, Consumer<EnvelopeCase> change) {
        cases.malformed(name, "§4", comment, change);
    }

    private static void vouchers(VectorCases cases) {
        pairwise(cases, "pairwise-two-slots", "pairwise with two slots", c -> {
            c.between(Suite.HYBRID, "alice", "bob", "carol");
        });
        pairwise(cases, "pairwise-two-compartments", "pairwise with two compartments", c -> c.forge.compartments = 2);
        pairwise(cases, "pairwise-without-voucher", "the core is there and no voucher", c -> {
            c.forge.opening = opening -> opening.set(1, CborTree.NULL);
        });
        pairwise(cases, "voucher-of-another-suite", "a voucher of 3,389 bytes in suite 1", c -> {
            c.forge.opening = opening -> opening.set(1, new byte[3389]);
        });
        cases.malformed("voucher-surplus", "§5", "a voucher in kind signature", c -> {
            c.forge.opening = opening -> opening.set(1, new byte[80]);
        });
        cases.refused("voucher-surplus-in-object", "§4", "EPOCH_UNKNOWN", "one beside a core of kind signature", c -> {
            c.forge.byReference = true;
            c.forge.object = object -> object.set(1, new byte[80]);
            c.fetches(object -> object);
        });
        cases.malformed("voucher-surplus-by-reference", "§5", "a voucher in the envelope, of kind signature", c -> {
            c.forge.byReference = true;
            c.forge.opening = opening -> opening.set(1, new byte[80]);
            c.fetches(object -> object);
        });
        fetched(cases, "voucher-in-object-none", "neither message nor object has one", CborTree.NULL);
        fetched(cases, "voucher-in-object-size", "one of 3,389 bytes in suite 1", new byte[3389]);
        fetched(cases, "voucher-in-object-text", "one of text", "voucher");
        fetched(cases, "voucher-in-object-other", "one that does not open", new byte[80]);
        cases.refused("voucher-in-object-signature", "§4", "EPOCH_UNKNOWN", "its signature does not verify", c -> {
            c.forge.byReference = true;
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.forge.signature = bytes -> InvalidFramingCases.flipped(bytes, 40);
            c.given("pairwise", "alice").fetches(object -> object);
        });
        cases.notAuthentic("voucher-by-reference-other", "§5", "the envelope's voucher does not open", c -> {
            c.forge.byReference = true;
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.forge.opening = opening -> opening.set(1, new byte[80]);
            c.given("pairwise", "alice").fetches(object -> object);
        });
    }

    /** A voucher that is not the message's fault: another store may have the right one. */
    private static void fetched(VectorCases cases, String name, String comment, Object voucher) {
        cases.refused(name, "§4", "EPOCH_UNKNOWN", comment, c -> {
            c.forge.byReference = true;
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.forge.object = object -> object.set(1, voucher);
            c.given("pairwise", "alice").fetches(object -> object);
        });
    }

    private static void pairwise(VectorCases cases, String name, String comment, Consumer<EnvelopeCase> change) {
        cases.malformed(name, "§8", comment, c -> {
            change.accept(c);
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.given("pairwise", "alice");
        });
    }
}

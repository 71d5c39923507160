// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * An envelope built step by step from {@code spec/envelope.md}, beside {@link Sealer} and without it: every step has a
 * hook that may change what the step made, before the next step goes on with it. Fields say what is sealed; whoever
 * sets nothing gets a good envelope.
 */
final class EnvelopeForge {
    static final int SIGNATURE = 0;
    static final int BATCH = 1;
    static final int PAIRWISE = 2;
    static final long NOW = World.NOW.toEpochMilli();

    private static final Primitives PORTABLE = Primitives.portable();

    final CardForge sender;
    final Randomness seeds;
    final List<Target> targets = new ArrayList<>();
    final List<PartForge> parts = new ArrayList<>();
    Suite suite;
    int statement;
    int kind;
    int compartments = 1;
    boolean hidden;
    boolean byReference;
    int counter;
    int batchIndex;
    int batchSize = 1;
    long created = NOW;
    long epochCreated = NOW;
    long epochNotAfter = NOW + Limits.EPOCH_MILLIS;
    Map<Object, Object> header = CborTree.map();

    UnaryOperator<byte[]> who = EnvelopeForge::same;
    /** Version, suite, salt, commitments, sealed who: what the slots are bound to. */
    Consumer<List<Object>> head = EnvelopeForge::nothing;

    Consumer<List<byte[]>> slotPlaintexts = EnvelopeForge::nothing;
    Consumer<List<Object>> slots = EnvelopeForge::nothing;
    /** All six fields: the slots know nothing of what is changed here. */
    Consumer<List<Object>> core = EnvelopeForge::nothing;

    UnaryOperator<byte[]> signed = EnvelopeForge::same;
    UnaryOperator<byte[]> signature = EnvelopeForge::same;
    Consumer<List<Object>> object = EnvelopeForge::nothing;
    Consumer<List<Object>> opening = EnvelopeForge::nothing;
    UnaryOperator<byte[]> headerPlaintext = EnvelopeForge::same;
    Consumer<List<Object>> message = EnvelopeForge::nothing;
    UnaryOperator<byte[]> proofPlaintext = EnvelopeForge::same;
    /** The items of the sequence, each encoded: opening, message, segments, proof. */
    Consumer<List<byte[]>> items = EnvelopeForge::nothing;

    byte[] salt = {};
    byte[][] secrets = {};
    byte[] epochId = {};
    byte[] digest = {};
    byte[] voucher = {};
    byte[] epochObject = {};
    private byte[] coreBytes = {};

    /** A recipient as a slot knows him, and the compartments he may open. */
    static final class Target {
        final byte[] identifier;
        final byte[] key;
        final List<Integer> opens;

        Target(byte[] identifier, byte[] key, Integer... opens) {
            this.identifier = identifier;
            this.key = key;
            this.opens = new ArrayList<>(Arrays.asList(opens));
        }
    }

    EnvelopeForge(String name, Suite suite, CardForge sender, CardForge... readers) {
        this.seeds = new Person.Seeds("envelope " + name);
        this.suite = suite;
        this.sender = sender;
        for (CardForge reader : readers) {
            target(reader, 0, 0);
        }
    }

    static int kind(Proof proof) {
        return switch (proof) {
            case SIGNATURE -> SIGNATURE;
            case BATCH -> BATCH;
            case PAIRWISE -> PAIRWISE;
        };
    }

    private static byte[] same(byte[] bytes) {
        return bytes;
    }

    private static void nothing(List<?> unchanged) {}

    void target(CardForge reader, int statementOfKey, Integer... opens) {
        targets.add(new Target(reader.identifier(), reader.kemKey(statementOfKey, suite.kem()), opens));
    }

    PartForge part(String name, String content) {
        PartForge part = new PartForge(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        parts.add(part);
        return part;
    }

    byte[] fresh(int bytes) {
        byte[] out = new byte[bytes];
        seeds.fill(out);
        return out;
    }

    /** The whole. */
    byte[] build() {
        if (parts.isEmpty()) {
            part("body", "two apples");
        }
        salt = fresh(32);
        secrets = new byte[compartments][];
        Arrays.setAll(secrets, j -> fresh(32));
        epoch();
        List<byte[]> sequence = new ArrayList<>();
        Object named = byReference ? epochId : new CborTree.Raw(coreBytes);
        List<Object> first = CborTree.list(named, byReference || voucher.length == 0 ? CborTree.NULL : voucher);
        opening.accept(first);
        sequence.add(CborTree.encode(new CborTree.Tagged(0x62756c61, first)));
        new MessageForge(this).write(sequence);
        items.accept(sequence);
        return Framing.join(sequence.toArray(new byte[0][]));
    }

    /** Makes the core, its id, its voucher when the kind is pairwise, and its object. */
    private void epoch() {
        List<Object> commitments = new ArrayList<>();
        for (int j = 0; j < compartments; j++) {
            commitments.add(compartment(j).commitment());
        }
        byte[] sealedWho = once(compartment(0).whoKey(), who.apply(whoPlaintext()));
        List<Object> fields = CborTree.list(1, (int) suite.id(), salt, commitments, sealedWho);
        head.accept(fields);
        byte[] headHash = CardForge.hash("bulla/1 head", CborTree.encode(fields));
        fields.add(slots(headHash));
        core.accept(fields);
        coreBytes = CborTree.encode(fields);
        epochId = CardForge.hash("bulla/1 epoch", coreBytes);
        if (kind == PAIRWISE) {
            voucher = once(compartment(0).voucherKey(), sign(epochId));
        }
        List<Object> kept = CborTree.list(new CborTree.Raw(coreBytes), voucher.length == 0 ? CborTree.NULL : voucher);
        object.accept(kept);
        epochObject = CborTree.encode(kept);
    }

    CompartmentSecret compartment(int j) {
        return new CompartmentSecret(PORTABLE, suite, salt, j, secrets[j]);
    }

    private byte[] whoPlaintext() {
        byte[] plain = new byte[53];
        System.arraycopy(sender.identifier(), 0, plain, 0, 32);
        int at = Framing.putInt(plain, 32, statement);
        at = Framing.putLong(plain, at, epochCreated);
        at = Framing.putLong(plain, at, epochNotAfter);
        plain[at] = (byte) kind;
        return plain;
    }

    private List<Object> slots(byte[] headHash) {
        int entries =
                targets.stream().mapToInt(target -> target.opens.size()).max().orElse(1);
        List<byte[]> plaintexts = new ArrayList<>();
        for (Target target : targets) {
            byte[] plain = new byte[33 * entries];
            int at = 0;
            for (int j : target.opens) {
                plain[at] = (byte) j;
                System.arraycopy(secrets[j], 0, plain, at + 1, 32);
                at += 33;
            }
            for (; at < plain.length; at += 33) {
                plain[at] = (byte) 0xff;
            }
            plaintexts.add(plain);
        }
        slotPlaintexts.accept(plaintexts);
        List<Object> made = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            made.add(slot(headHash, targets.get(i), plaintexts.get(i)));
        }
        made.sort((a, b) -> Arrays.compareUnsigned(orderOf(a), orderOf(b)));
        slots.accept(made);
        return made;
    }

    private Object slot(byte[] headHash, Target target, byte[] plaintext) {
        byte[] keyId = keyId(target.key);
        byte[] info = Framing.join(
                Framing.label("bulla/1 slot"), new byte[] {suite.id()}, headHash, target.identifier, keyId);
        Sealed sealed = PORTABLE.hpkeSeal(PORTABLE.kemPublic(suite.kem(), target.key), info, plaintext, seeds);
        byte[] hint = hidden ? new byte[0] : hint(keyId);
        return CborTree.list(hint, sealed.enc(), sealed.ciphertext());
    }

    byte[] keyId(byte[] key) {
        return CardForge.hash("bulla/1 kem key", new byte[] {suite.id()}, key);
    }

    byte[] hint(byte[] keyId) {
        return Arrays.copyOf(CardForge.hash("bulla/1 hint", salt, keyId), 8);
    }

    private byte[] orderOf(Object slot) {
        return (byte[]) ((List<?>) slot).get(hidden ? 1 : 0);
    }

    /** The signature over {@code x}, after its hooks. */
    byte[] sign(byte[] x) {
        byte[] statementNumber = new byte[4];
        Framing.putInt(statementNumber, 0, statement);
        byte[] text = Framing.join(
                Framing.label("bulla/1 signature"),
                new byte[] {suite.id(), (byte) kind},
                sender.identifier(),
                statementNumber,
                x);
        int keys = Math.floorMod(Math.min(statement, sender.keys.size() - 1), sender.keys.size());
        return signature.apply(sender.sign(keys, suite, signed.apply(text)));
    }

    static byte[] once(byte[] key, byte[] plaintext) {
        return gcm(key, new byte[Gcm.NONCE_BYTES], plaintext);
    }

    static byte[] gcm(byte[] key, byte[] nonce, byte[] plaintext) {
        return PORTABLE.gcm().seal(key, nonce, new byte[0], plaintext);
    }
}

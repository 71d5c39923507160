// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An envelope taken apart: every item can be changed, moved or made anew, and it is written again as it then stands. */
final class ForgedWire {
    /** The core, or the 32 bytes of the epoch's id. */
    byte[] epoch;

    /** Empty when there is none. */
    byte[] voucher = {};

    int counter;
    byte[] random;
    byte[] header;
    final List<List<byte[]>> parts = new ArrayList<>();
    /** Empty when there is none. */
    byte[] proof = {};

    private ForgedWire(byte[] epoch, int counter, byte[] random, byte[] header) {
        this.epoch = epoch;
        this.counter = counter;
        this.random = random;
        this.header = header;
    }

    /** Takes an envelope apart. */
    static ForgedWire read(Bytes envelope) {
        CborReader in = new CborReader(envelope.raw());
        Prologue prologue = Prologue.read(in, here -> null);
        byte[] epoch = prologue.core() == null
                ? Forge.there(prologue.epochId()).raw()
                : prologue.core().encoded();
        ForgedWire wire = new ForgedWire(epoch, prologue.counter(), prologue.random(), prologue.header());
        wire.voucher = prologue.voucher();
        for (int i = 0; i < prologue.parts(); i++) {
            List<byte[]> segments = new ArrayList<>();
            do {
                segments.add(in.bytes(Limits.TAG_BYTES, Limits.SEGMENT_BYTES));
            } while (segments.get(segments.size() - 1).length == Limits.SEGMENT_BYTES);
            wire.parts.add(segments);
        }
        wire.proof = in.atEnd() ? new byte[0] : in.bytes(1, Limits.PROOF_BYTES);
        in.expectEnd();
        return wire;
    }

    /** A message without parts yet, at a counter, with fresh {@code r}. */
    static ForgedWire of(byte[] epoch, EpochKeys keys, int counter, byte[] headerPlain) {
        ForgedWire wire = new ForgedWire(epoch, counter, Forge.random(Limits.RANDOM_BYTES), new byte[0]);
        wire.header = wire.encrypt(keys, 0, MessageKeys.HEADER, 0, true, headerPlain);
        return wire;
    }

    /** Encrypts under {@code K_j,m} of this message. */
    byte[] encrypt(EpochKeys keys, int compartment, int place, long segment, boolean last, byte[] plain) {
        byte[] key = keys.message(counter, random).key(compartment).getEncoded();
        return Forge.PRIMITIVES.gcm().seal(key, MessageKeys.nonce(place, segment, last), new byte[0], plain);
    }

    /** Decrypts what must open. */
    byte[] decrypt(EpochKeys keys, int compartment, int place, long segment, boolean last, byte[] sealed) {
        byte[] key = keys.message(counter, random).key(compartment).getEncoded();
        return Forge.there(
                Forge.PRIMITIVES.gcm().open(key, MessageKeys.nonce(place, segment, last), new byte[0], sealed));
    }

    /** Appends a part: cut into segments and encrypted. */
    ForgedWire part(EpochKeys keys, int compartment, byte[] plain) {
        int place = MessageKeys.FIRST_PART + parts.size();
        List<byte[]> segments = new ArrayList<>();
        int at = 0;
        boolean last = false;
        while (!last) {
            int end = Math.min(plain.length, at + Limits.SEGMENT_PLAIN_BYTES);
            last = end - at < Limits.SEGMENT_PLAIN_BYTES;
            segments.add(encrypt(keys, compartment, place, segments.size(), last, Arrays.copyOfRange(plain, at, end)));
            at = end;
        }
        parts.add(segments);
        return this;
    }

    /** D as everybody can compute it from these bytes. */
    byte[] digest() {
        DigestBuilder digest = new DigestBuilder(
                Forge.PRIMITIVES, epochId(), counter, random, Forge.PRIMITIVES.sha256(header), parts.size());
        for (List<byte[]> segments : parts) {
            MerkleTree tree = new MerkleTree(Forge.PRIMITIVES);
            segments.forEach(segment -> tree.add(MerkleTree.leaf(Forge.PRIMITIVES, segment, 0, segment.length)));
            digest.part(tree.root());
        }
        return digest.digest();
    }

    byte[] epochId() {
        return epoch.length == Limits.HASH_BYTES ? epoch : EpochCore.id(Forge.PRIMITIVES, epoch);
    }

    /** Sets the proof to any plaintext. */
    ForgedWire prove(EpochKeys keys, byte[] plain) {
        proof = encrypt(keys, 0, MessageKeys.PROOF, 0, true, plain);
        return this;
    }

    /** Sets the proof to somebody's signature over D, framed in the name {@code keys} claims. */
    ForgedWire sign(EpochKeys keys, Person signer) {
        int statement = signer.card().head().number();
        return prove(keys, Forge.sign(signer, statement, keys.suite(), keys.who(), digest()));
    }

    /** Proofs of a batch: a tree over the messages' digests, its root signed once by somebody in a claimed name. */
    static void batch(Person signer, EpochKeys root, List<ForgedWire> messages, List<EpochKeys> keys) {
        if (messages.size() != 2) {
            throw new IllegalArgumentException("a batch of two is enough for a forger");
        }
        byte[] size = {0, 0, 0, 2};
        byte[][] leaves = new byte[2][];
        for (int i = 0; i < 2; i++) {
            leaves[i] = MerkleTree.leaf(Forge.PRIMITIVES, messages.get(i).digest(), 0, Limits.HASH_BYTES);
        }
        byte[] top = MerkleTree.node(Forge.PRIMITIVES, leaves[0], leaves[1]);
        int statement = signer.card().head().number();
        byte[] signature = Forge.sign(signer, statement, root.suite(), root.who(), size, top);
        for (int i = 0; i < 2; i++) {
            byte[] index = {0, 0, 0, (byte) i};
            messages.get(i).prove(keys.get(i), Framing.join(index, size, leaves[1 - i], signature));
        }
    }

    /** The envelope as it now stands. */
    Bytes bytes() {
        CborWriter out = new CborWriter(4096);
        out.tag(Envelope.TAG).array(2);
        if (epoch.length == Limits.HASH_BYTES) {
            out.bytes(epoch);
        } else {
            out.raw(epoch, 0, epoch.length);
        }
        if (voucher.length == 0) {
            out.nothing();
        } else {
            out.bytes(voucher);
        }
        out.array(4).unsigned(counter).bytes(random).unsigned(parts.size()).bytes(header);
        parts.forEach(segments -> segments.forEach(out::bytes));
        if (proof.length > 0) {
            out.bytes(proof);
        }
        return Bytes.owned(out.toArray());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.List;

/** What comes behind the opening: message, segments, proof ({@code spec/envelope.md} §5 to §7). */
final class MessageForge {
    private static final Primitives PORTABLE = Primitives.portable();

    private final EnvelopeForge forge;
    private final byte[] random;

    MessageForge(EnvelopeForge forge) {
        this.forge = forge;
        this.random = forge.fresh(16);
    }

    void write(List<byte[]> sequence) {
        List<Object> table = new ArrayList<>();
        forge.parts.forEach(part -> table.add(CborTree.list(part.name, part.compartment)));
        forge.header.putIfAbsent(1, forge.created);
        forge.header.putIfAbsent(5, table);
        byte[] plain = forge.headerPlaintext.apply(CborTree.encode(forge.header));
        byte[] header = EnvelopeForge.gcm(key(0), nonce(0, 0, true), plain);
        List<Object> message = CborTree.list(forge.counter, random, forge.parts.size(), header);
        forge.message.accept(message);
        sequence.add(CborTree.encode(message));
        byte[] sent = message.size() > 3 ? (byte[]) message.get(3) : header;
        List<byte[]> digests = new ArrayList<>();
        for (int i = 0; i < forge.parts.size(); i++) {
            PartForge part = forge.parts.get(i);
            List<byte[]> leaves = new ArrayList<>();
            for (byte[] segment : part.segments(key(Math.min(part.compartment, forge.compartments - 1)), 2 + i)) {
                sequence.add(CborTree.encode(segment));
                leaves.add(leaf(segment));
            }
            digests.add(root(leaves));
        }
        forge.digest = digest(sent, digests);
        if (forge.kind != EnvelopeForge.PAIRWISE) {
            byte[] proof = forge.proofPlaintext.apply(proof());
            sequence.add(CborTree.encode(EnvelopeForge.gcm(key(0), nonce(1, 0, true), proof)));
        }
    }

    private byte[] digest(byte[] header, List<byte[]> digests) {
        byte[] number = new byte[4];
        Framing.putInt(number, 0, forge.counter);
        int count = forge.parts.size();
        return CardForge.hash(
                "bulla/1 message digest",
                forge.epochId,
                number,
                random,
                PORTABLE.sha256(header),
                new byte[] {(byte) (count >>> 8), (byte) count},
                Framing.join(digests.toArray(new byte[0][])));
    }

    private byte[] proof() {
        if (forge.kind != EnvelopeForge.BATCH) {
            return forge.sign(forge.digest);
        }
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < forge.batchSize; i++) {
            leaves.add(leaf(i == forge.batchIndex ? forge.digest : forge.fresh(32)));
        }
        byte[] head = new byte[8];
        Framing.putInt(head, 0, forge.batchIndex);
        Framing.putInt(head, 4, forge.batchSize);
        byte[] size = java.util.Arrays.copyOfRange(head, 4, 8);
        byte[] signature = forge.sign(Framing.join(size, root(leaves)));
        return Framing.join(head, path(leaves, forge.batchIndex), signature);
    }

    /** K_j,m. */
    private byte[] key(int j) {
        byte[] number = new byte[4];
        Framing.putInt(number, 0, forge.counter);
        byte[] info = Framing.join(Framing.label("bulla/1 message"), forge.epochId, number, random);
        byte[] key = new byte[32];
        forge.compartment(j).messages().expand(info, info.length, key);
        return key;
    }

    static byte[] nonce(int place, int segment, boolean last) {
        byte[] nonce = new byte[12];
        nonce[3] = (byte) (place >>> 8);
        nonce[4] = (byte) place;
        Framing.putInt(nonce, 7, segment);
        nonce[11] = (byte) (last ? 1 : 0);
        return nonce;
    }

    private static byte[] leaf(byte[] data) {
        return PORTABLE.sha256(new byte[] {0}, data);
    }

    /** MTH of RFC 9162 §2.1.1 as it is defined there: by halves. */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        byte[] left = root(leaves.subList(0, split));
        return PORTABLE.sha256(new byte[] {1}, left, root(leaves.subList(split, leaves.size())));
    }

    /** PATH of RFC 9162 §2.1.3.1. */
    static byte[] path(List<byte[]> leaves, int index) {
        if (leaves.size() == 1) {
            return new byte[0];
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        List<byte[]> left = leaves.subList(0, split);
        List<byte[]> right = leaves.subList(split, leaves.size());
        return index < split
                ? Framing.join(path(left, index), root(right))
                : Framing.join(path(right, index - split), root(left));
    }
}

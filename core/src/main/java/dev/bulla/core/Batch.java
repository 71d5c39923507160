// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.List;

/** Messages that share one signature over the root of a tree ({@code spec/envelope.md} §7, kind 1). Not for many threads. */
final class Batch {
    private final Primitives primitives;
    private final Signer signer;
    private final List<Member> members = new ArrayList<>();

    Batch(Primitives primitives, Signer signer) {
        this.primitives = primitives;
        this.signer = signer;
    }

    private record Member(EpochKeys epoch, MessageSealer.Unproven message) {}

    void add(EpochKeys epoch, MessageSealer.Unproven message) {
        if (!members.isEmpty() && members.get(0).epoch().suite() != epoch.suite()) {
            throw new IllegalArgumentException("all messages of a batch have one suite");
        }
        members.add(new Member(epoch, message));
    }

    /** Signs the root and gives every message its path. */
    void finish(MessageSealer messages) {
        if (members.isEmpty()) {
            return;
        }
        List<byte[]> leaves = new ArrayList<>(members.size());
        for (Member member : members) {
            byte[] digest = member.message().digest();
            leaves.add(MerkleTree.leaf(primitives, digest, 0, digest.length));
        }
        Levels levels = new Levels(primitives, leaves);
        byte[] size = new byte[4];
        Framing.putInt(size, 0, members.size());
        EpochKeys keys = members.get(0).epoch();
        byte[] signature = signer.sign(keys.suite(), keys.who().signedBody(keys.suite(), size, levels.root()));
        for (int i = 0; i < members.size(); i++) {
            messages.prove(members.get(i).message(), proof(i, levels, signature));
        }
    }

    private byte[] proof(int index, Levels levels, byte[] signature) {
        int pathBytes = MerkleTree.pathLength(index, members.size()) * Limits.HASH_BYTES;
        byte[] proof = new byte[8 + pathBytes + signature.length];
        Framing.putInt(proof, 0, index);
        Framing.putInt(proof, 4, members.size());
        levels.path(index, proof, 8);
        System.arraycopy(signature, 0, proof, 8 + pathBytes, signature.length);
        return proof;
    }

    /** All nodes of the tree, so that every path is a walk and not a hash. A node without a sibling rises as it is. */
    private static final class Levels {
        private final List<List<byte[]>> levels = new ArrayList<>();

        Levels(Primitives primitives, List<byte[]> leaves) {
            List<byte[]> level = leaves;
            levels.add(level);
            while (level.size() > 1) {
                List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
                for (int i = 0; i + 1 < level.size(); i += 2) {
                    above.add(MerkleTree.node(primitives, level.get(i), level.get(i + 1)));
                }
                if (level.size() % 2 == 1) {
                    above.add(level.get(level.size() - 1));
                }
                levels.add(above);
                level = above;
            }
        }

        byte[] root() {
            return levels.get(levels.size() - 1).get(0);
        }

        void path(int index, byte[] into, int offset) {
            int at = offset;
            int node = index;
            for (List<byte[]> level : levels) {
                int sibling = node ^ 1;
                if (sibling < level.size()) {
                    System.arraycopy(level.get(sibling), 0, into, at, Limits.HASH_BYTES);
                    at += Limits.HASH_BYTES;
                }
                node >>= 1;
            }
        }
    }
}

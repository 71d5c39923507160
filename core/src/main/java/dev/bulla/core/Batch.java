// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Messages that share one signature over the root of a tree ({@code spec/envelope.md} §7, kind 1). Not for many threads. */
final class Batch {
    private final Primitives primitives;
    private final Signer signer;
    private final List<Member> members = new ArrayList<>();

    Batch(Primitives primitives, Signer signer) {
        this.primitives = primitives;
        this.signer = signer;
    }

    private record Member(SealingEpoch epoch, MessageSealer.Unproven message, int index, boolean byReference) {}

    void add(SealingEpoch epoch, MessageSealer.Unproven message, int index, boolean byReference) {
        if (!members.isEmpty()
                && members.get(0).epoch().keys().suite() != epoch.keys().suite()) {
            throw new IllegalArgumentException("all messages of a batch have one suite");
        }
        members.add(new Member(epoch, message, index, byReference));
    }

    /** Signs the root and gives every message its path. */
    void finish(MessageSealer messages, BiConsumer<Integer, SealedMessage> done) {
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
        EpochKeys keys = members.get(0).epoch().keys();
        byte[] signature = signer.sign(keys.suite(), keys.who().signedBody(keys.suite(), size, levels.root()));
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            byte[] index = new byte[4];
            Framing.putInt(index, 0, i);
            messages.prove(member.message(), Framing.join(index, size, levels.path(i), signature));
            if (member.message().target() instanceof Target.InMemory) {
                Target.InMemory target = (Target.InMemory) member.message().target();
                done.accept(
                        member.index(), Sealer.sealed(member.epoch(), member.message(), target, member.byReference()));
            }
        }
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

        byte[] path(int index) {
            List<byte[]> path = new ArrayList<>();
            int at = index;
            for (List<byte[]> level : levels) {
                int sibling = at ^ 1;
                if (sibling < level.size()) {
                    path.add(level.get(sibling));
                }
                at >>= 1;
            }
            return Framing.join(path.toArray(new byte[0][]));
        }
    }
}

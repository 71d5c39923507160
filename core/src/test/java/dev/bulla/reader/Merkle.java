// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.List;

/** Merkle trees of RFC 9162 §2.1, as envelope.md §7 uses them. */
final class Merkle {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private Merkle() {}

    static byte[] leaf(byte[] data) {
        return Notation.sha256(LEAF, data);
    }

    private static byte[] node(byte[] left, byte[] right) {
        return Notation.sha256(NODE, left, right);
    }

    /**
     * MTH (§2.1.1) of at least one leaf hash: left of the split is the largest power of two smaller than the number of
     * leaves.
     */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
    }

    /** How many nodes the inclusion path (§2.1.3.1) of a leaf has. */
    static int pathLength(int index, int size) {
        if (size == 1) {
            return 0;
        }
        int split = Integer.highestOneBit(size - 1);
        return 1 + (index < split ? pathLength(index, split) : pathLength(index - split, size - split));
    }

    /** The root that a path of exactly the right length leads to; the path's last node is the one below the root. */
    static byte[] rootFromPath(byte[] leaf, int index, int size, List<byte[]> path) {
        if (size == 1) {
            return leaf;
        }
        int split = Integer.highestOneBit(size - 1);
        byte[] sibling = path.get(path.size() - 1);
        List<byte[]> below = path.subList(0, path.size() - 1);
        return index < split
                ? node(rootFromPath(leaf, index, split, below), sibling)
                : node(sibling, rootFromPath(leaf, index - split, size - split, below));
    }
}

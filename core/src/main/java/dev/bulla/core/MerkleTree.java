// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.DigestException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree hash of RFC 9162 §2.1.1 over leaves that come one after the other, in memory that grows with the logarithm of their number. Not
 * for many threads.
 */
final class MerkleTree {
    private static final int MOST_LEVELS = 40;

    private final Primitives primitives;
    private final byte[] @Nullable [] full = new byte[MOST_LEVELS][];
    private long leaves;

    MerkleTree(Primitives primitives) {
        this.primitives = primitives;
    }

    /** The hash of a leaf: {@code SHA-256(0x00 | bytes)}. */
    static byte[] leaf(Primitives primitives, byte[] bytes, int offset, int length) {
        MessageDigest sha = primitives.sha256();
        sha.update((byte) 0);
        sha.update(bytes, offset, length);
        return sha.digest();
    }

    private byte[] node(byte[] left, byte[] right) {
        return node(primitives, left, right);
    }

    static byte[] node(Primitives primitives, byte[] left, byte[] right) {
        return node(primitives, left, 0, right, 0);
    }

    private static byte[] node(Primitives primitives, byte[] left, int leftAt, byte[] right, int rightAt) {
        MessageDigest sha = primitives.sha256();
        sha.update((byte) 1);
        sha.update(left, leftAt, Limits.HASH_BYTES);
        sha.update(right, rightAt, Limits.HASH_BYTES);
        byte[] hash = new byte[Limits.HASH_BYTES];
        try {
            sha.digest(hash, 0, hash.length);
        } catch (DigestException cannotHappen) {
            throw new IllegalStateException(cannotHappen);
        }
        return hash;
    }

    /** The next leaf's hash. Trees that are complete are joined at once, as a binary counter carries. */
    void add(byte[] leafHash) {
        byte[] carry = leafHash;
        int level = 0;
        for (byte[] left = full[level]; left != null; left = full[level]) {
            carry = node(left, carry);
            full[level++] = null;
        }
        full[level] = carry;
        leaves++;
    }

    /** The hash of all leaves so far; there is at least one. */
    byte[] root() {
        byte[] root = null;
        for (byte[] left : full) {
            if (left != null) {
                root = root == null ? left : node(left, root);
            }
        }
        if (root == null) {
            throw new IllegalStateException("a tree of no leaves has no place in the format");
        }
        return root;
    }

    long leaves() {
        return leaves;
    }

    /** How many nodes the path of this leaf has: no other number is accepted. */
    static int pathLength(long index, long size) {
        int length = 0;
        long last = size - 1;
        for (long at = index; last > 0; at >>= 1, last >>= 1) {
            if ((at & 1) == 1 || at < last) {
                length++;
            }
        }
        return length;
    }

    /** The root a path leads to (RFC 9162 §2.1.3.2); the path's length was checked. */
    static byte[] climb(Primitives primitives, byte[] leafHash, long index, long size, byte[] path, int offset) {
        byte[] hash = leafHash;
        int at = offset;
        long last = size - 1;
        for (long i = index; last > 0; i >>= 1, last >>= 1) {
            if ((i & 1) == 1) {
                hash = node(primitives, path, at, hash, 0);
                at += Limits.HASH_BYTES;
            } else if (i < last) {
                hash = node(primitives, hash, 0, path, at);
                at += Limits.HASH_BYTES;
            }
        }
        return hash;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/** Encrypts the segments of parts and takes their digests ({@code spec/envelope.md} §5, §7), long parts on several threads. */
final class PartSealer {
    private final Primitives primitives;
    private final Ground ground;
    private final boolean hashed;

    /** {@code hashed} is false in pairwise, where nobody needs the digest. */
    PartSealer(Primitives primitives, Ground ground, boolean hashed) {
        this.primitives = primitives;
        this.ground = ground;
        this.hashed = hashed;
    }

    /** A piece of a part as it will stand in the envelope, and the leaves of its segments. */
    private record Done(Plaintext.Chunk chunk, Target.Region region, byte[][] leaves) {}

    /** Seals a part into the target; its digest, or nothing when nobody needs it. */
    byte[] seal(int place, GcmKey key, Plaintext plaintext, Target target) {
        Plaintext.Chunk chunk = plaintext.next();
        if (chunk.last() && chunk.segments() == 1) {
            Target.Region region = target.reserve(chunk.sealedBytes());
            byte[][] leaves = work(place, key, 0, chunk, region);
            target.filled(region, chunk.sealedBytes());
            return hashed ? leaves[0] : new byte[0];
        }
        return sealLong(place, key, plaintext, chunk, target);
    }

    private byte[] sealLong(int place, GcmKey key, Plaintext plaintext, Plaintext.Chunk first, Target target) {
        MerkleTree tree = new MerkleTree(primitives);
        try (Ordered<Done> order = new Ordered<>(ground.executor(), 2 * ground.lanes(), done -> {
            plaintext.done(done.chunk());
            target.filled(done.region(), done.chunk().sealedBytes());
            for (byte[] leaf : done.leaves()) {
                tree.add(leaf);
            }
        })) {
            long segment = 0;
            Plaintext.Chunk chunk = first;
            while (true) {
                Plaintext.Chunk here = chunk;
                long from = segment;
                Target.Region region = target.reserve(here.sealedBytes());
                order.give(() -> new Done(here, region, work(place, key, from, here, region)));
                segment += here.segments();
                if (here.last()) {
                    break;
                }
                chunk = plaintext.next();
            }
            order.finish();
        }
        return hashed ? tree.root() : new byte[0];
    }

    private byte[][] work(int place, GcmKey key, long firstSegment, Plaintext.Chunk chunk, Target.Region region) {
        Gcm gcm = primitives.gcm();
        byte[][] leaves = new byte[hashed ? chunk.segments() : 0][];
        byte[] out = region.buffer();
        int at = region.offset();
        for (int i = 0; i < chunk.segments(); i++) {
            boolean last = chunk.last() && i == chunk.segments() - 1;
            int length = last ? chunk.length() % Limits.SEGMENT_PLAIN_BYTES : Limits.SEGMENT_PLAIN_BYTES;
            at = CborWriter.putHead(out, at, CborWriter.BYTES, length + Limits.TAG_BYTES);
            byte[] nonce = MessageKeys.nonce(place, firstSegment + i, last);
            gcm.seal(key, nonce, chunk.buffer(), chunk.offset() + i * Limits.SEGMENT_PLAIN_BYTES, length, out, at);
            if (hashed) {
                leaves[i] = MerkleTree.leaf(primitives, out, at, length + Limits.TAG_BYTES);
            }
            at += length + Limits.TAG_BYTES;
        }
        return leaves;
    }
}

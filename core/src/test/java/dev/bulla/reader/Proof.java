// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The three kinds of proof (envelope.md §7). */
final class Proof {
    private static final int LARGEST_BATCH = 65_536;
    private static final byte[] LEAF = {0};

    private Proof() {}

    /** Checks a sealed proof, or for pairwise a voucher, under the signing keys of the statement that who names. */
    static void check(
            Epoch epoch, List<byte[]> keys, EnvelopeReader.Message message, byte[] digest, Optional<byte[]> sealed)
            throws Refused {
        byte[] cipher = sealed.orElseThrow(() -> Refused.malformed("no proof"));
        if (epoch.kind == Epoch.PAIRWISE) {
            verify(epoch, keys, epoch.core.id, epoch.openVoucher(cipher));
            return;
        }
        byte[] key = epoch.messageKey(0, message.counter(), message.r());
        byte[] plain = Notation.decrypt(key, Segments.nonce(1, 0, true), cipher, "the proof");
        if (epoch.kind == Epoch.SIGNATURE) {
            verify(epoch, keys, digest, plain);
        } else {
            batch(epoch, keys, digest, plain);
        }
    }

    /** index(4) | size(4) | path | signature. */
    private static void batch(Epoch epoch, List<byte[]> keys, byte[] digest, byte[] plain) throws Refused {
        if (plain.length < 8) {
            throw Refused.malformed("a proof of " + plain.length + " bytes");
        }
        long index = Notation.unsigned(plain, 0, 4).longValue();
        long size = Notation.unsigned(plain, 4, 4).longValue();
        if (size > LARGEST_BATCH) {
            throw Refused.limit("a batch of " + size);
        }
        if (index >= size) {
            throw Refused.malformed("message " + index + " of " + size);
        }
        int nodes = Merkle.pathLength((int) index, (int) size);
        if (plain.length != 8 + 32 * nodes + epoch.core.suite.signatureBytes()) {
            throw Refused.malformed("a path of another length");
        }
        List<byte[]> path = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            path.add(Arrays.copyOfRange(plain, 8 + 32 * i, 40 + 32 * i));
        }
        byte[] leaf = Notation.sha256(LEAF, digest);
        byte[] root = Merkle.rootFromPath(leaf, (int) index, (int) size, path);
        byte[] signature = Arrays.copyOfRange(plain, 8 + 32 * nodes, plain.length);
        verify(epoch, keys, Notation.concat(Notation.integer(size, 4), root), signature);
    }

    private static void verify(Epoch epoch, List<byte[]> keys, byte[] x, byte[] signature) throws Refused {
        if (signature.length != epoch.core.suite.signatureBytes()) {
            throw Refused.malformed("a signature of " + signature.length + " bytes");
        }
        if (!epoch.core.suite.verifies(keys, epoch.signedBytes(x), signature)) {
            throw Refused.notAuthentic("the signature does not verify");
        }
    }
}

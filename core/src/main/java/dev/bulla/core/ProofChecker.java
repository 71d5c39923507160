// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Verifies proofs and vouchers ({@code spec/envelope.md} §7). Safe for use by many threads. */
final class ProofChecker {
    private static final int ROOTS = 4096;
    private static final int STATEMENTS = 4096;
    private static final int BATCH_HEAD = 8;

    private final Primitives primitives;
    private final Recent<Root, Boolean> roots = new Recent<>(ROOTS);
    private final Recent<Statement, Map<Suite, Verifier>> verifiers = new Recent<>(STATEMENTS);

    ProofChecker(Primitives primitives) {
        this.primitives = primitives;
    }

    /** A batch whose signature was valid. All of what was signed is the key, so that it says nothing about anybody else's. */
    private record Root(Statement statement, Suite suite, int size, Bytes root, Bytes signature) {}

    /** Refuses a message whose proof does not hold. */
    void check(EpochKeys epoch, Statement statement, byte[] digest, byte[] proof) {
        boolean good = epoch.who().proof() == Proof.BATCH
                ? batch(epoch, statement, digest, proof)
                : single(epoch, statement, digest, proof);
        if (!good) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
    }

    private boolean single(EpochKeys epoch, Statement statement, byte[] digest, byte[] proof) {
        Refusal.unless(proof.length == epoch.suite().signatureBytes());
        return verified(epoch, statement, proof, digest);
    }

    private boolean batch(EpochKeys epoch, Statement statement, byte[] digest, byte[] proof) {
        Refusal.unless(proof.length >= BATCH_HEAD + epoch.suite().signatureBytes());
        int index = Framing.intAt(proof, 0);
        int size = Framing.intAt(proof, 4);
        if (Integer.compareUnsigned(size, Limits.BATCH) > 0) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        Refusal.unless(index >= 0 && index < size);
        int pathBytes = MerkleTree.pathLength(index, size) * Limits.HASH_BYTES;
        Refusal.unless(proof.length == BATCH_HEAD + pathBytes + epoch.suite().signatureBytes());
        byte[] leaf = MerkleTree.leaf(primitives, digest, 0, digest.length);
        byte[] root = MerkleTree.climb(primitives, leaf, index, size, proof, BATCH_HEAD);
        byte[] signature = Arrays.copyOfRange(proof, BATCH_HEAD + pathBytes, proof.length);
        Root key = new Root(statement, epoch.suite(), size, Bytes.owned(root), Bytes.owned(signature));
        if (roots.find(key) != null) {
            return true;
        }
        boolean good = verified(epoch, statement, signature, Arrays.copyOfRange(proof, 4, BATCH_HEAD), root);
        if (good) {
            roots.put(key, true);
        }
        return good;
    }

    /** Whether a pairwise epoch's voucher, decrypted, is this statement's signature. */
    boolean vouched(EpochKeys epoch, Statement statement, byte[] signature) {
        return verified(epoch, statement, signature, epoch.id());
    }

    private boolean verified(EpochKeys epoch, Statement statement, byte[] signature, byte[]... x) {
        byte[] signed =
                Label.SIGNATURE.frame(epoch.who().signedBody(epoch.suite(), x).raw());
        return verifier(epoch.suite(), statement).verify(signed, signature);
    }

    private Verifier verifier(Suite suite, Statement statement) {
        Map<Suite, Verifier> bySuite = verifiers.get(statement, s -> new EnumMap<>(Suite.class));
        synchronized (bySuite) {
            return bySuite.computeIfAbsent(suite, of -> Verifier.of(of, statement, primitives));
        }
    }
}

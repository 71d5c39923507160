// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The suites of envelope.md §2. */
enum Suite {
    HYBRID(1, Kem.XWING, 1216, 1120),
    CLASSIC(2, Kem.X25519, 32, 32),
    PQ(3, Kem.XWING, 1216, 1120),
    NIST(4, Kem.P256, 65, 65);

    final int id;
    final int kem;
    final int keyBytes;
    final int encBytes;

    Suite(int id, int kem, int keyBytes, int encBytes) {
        this.id = id;
        this.kem = kem;
        this.keyBytes = keyBytes;
        this.encBytes = encBytes;
    }

    static Suite of(BigInteger id) throws Refused {
        if (id.bitLength() > 8) {
            throw new Refused("SUITE_REFUSED", "suite " + id);
        }
        return of(id.intValueExact());
    }

    static Suite of(int id) throws Refused {
        for (Suite suite : values()) {
            if (suite.id == id) {
                return suite;
            }
        }
        throw new Refused("SUITE_REFUSED", "suite " + id);
    }

    /** The COSE identifiers of its signatures, in the order of the signatures. */
    List<Integer> algorithms() {
        return switch (this) {
            case HYBRID, CLASSIC -> List.of(Signatures.ED25519);
            case PQ -> List.of(Signatures.ED25519, Signatures.ML_DSA_65);
            case NIST -> List.of(Signatures.ECDSA_P256);
        };
    }

    byte[] octet() {
        return Notation.integer(id, 1);
    }

    int signatureBytes() {
        return algorithms().stream().mapToInt(Signatures::signatureBytes).sum();
    }

    int publicKeyBytes() {
        return algorithms().stream().mapToInt(Signatures::keyBytes).sum();
    }

    /** Cuts concatenated signing keys of this suite, in the order of the table. */
    List<byte[]> cutKeys(byte[] joined) {
        List<byte[]> keys = new ArrayList<>();
        int at = 0;
        for (int algorithm : algorithms()) {
            int size = Signatures.keyBytes(algorithm);
            keys.add(Arrays.copyOfRange(joined, at, at + size));
            at += size;
        }
        return keys;
    }

    /** Whether every signature of the concatenation verifies over the same bytes (§2). */
    boolean verifies(List<byte[]> keys, byte[] message, byte[] joined) {
        if (joined.length != signatureBytes()) {
            return false;
        }
        int at = 0;
        boolean valid = true;
        for (int i = 0; i < algorithms().size(); i++) {
            int size = Signatures.signatureBytes(algorithms().get(i));
            byte[] signature = Arrays.copyOfRange(joined, at, at + size);
            valid &= Signatures.verify(algorithms().get(i), keys.get(i), message, signature);
            at += size;
        }
        return valid;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Verifies signatures of one suite by one statement or control key: every scheme's, over the same bytes. Safe for use by many threads. */
final class Verifier {
    private final List<VerifyingKey> keys;
    private final int signatureBytes;

    private Verifier(List<VerifyingKey> keys, int signatureBytes) {
        this.keys = keys;
        this.signatureBytes = signatureBytes;
    }

    /** For the joined public keys of a control key, each of which {@link KeyRules} has accepted. */
    static Verifier of(Suite suite, byte[] joined, Primitives primitives) {
        List<VerifyingKey> keys = new ArrayList<>();
        int at = 0;
        for (SignatureScheme scheme : suite.schemes()) {
            keys.add(primitives.acceptedKey(scheme, Arrays.copyOfRange(joined, at, at += scheme.publicKeyBytes())));
        }
        return new Verifier(keys, suite.signatureBytes());
    }

    /** For the signing keys of a statement that signs in this suite. */
    static Verifier of(Suite suite, Statement statement, Primitives primitives) {
        List<VerifyingKey> keys = new ArrayList<>();
        for (SignatureScheme scheme : suite.schemes()) {
            Bytes key = statement.signingKeys().get(scheme);
            if (key == null) {
                throw new Refusal(Problem.SUITE_REFUSED);
            }
            keys.add(primitives.acceptedKey(scheme, key.raw()));
        }
        return new Verifier(keys, suite.signatureBytes());
    }

    boolean verify(byte[] message, byte[] signature) {
        if (signature.length != signatureBytes) {
            return false;
        }
        if (keys.size() == 1) {
            return keys.get(0).verify(message, signature);
        }
        boolean good = true;
        int at = 0;
        for (VerifyingKey key : keys) {
            int end = at + key.scheme().signatureBytes();
            good &= key.verify(message, Arrays.copyOfRange(signature, at, end));
            at = end;
        }
        return good;
    }
}

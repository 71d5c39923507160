// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.List;

/** Signs as one identity with the keys of its newest statement. Safe for use by many threads. */
final class Signer {
    private final Identity identity;

    Signer(Identity identity) {
        this.identity = identity;
    }

    Identifier identifier() {
        return identity.identifier();
    }

    int statement() {
        return identity.card().head().number();
    }

    Statement head() {
        return identity.card().head();
    }

    /** The signatures of every scheme of the suite, one after the other. */
    byte[] sign(Suite suite, Bytes body) {
        List<byte[]> signatures = new ArrayList<>();
        for (SignatureScheme scheme : suite.schemes()) {
            signatures.add(identity.keys()
                    .sign(statement(), scheme, Label.SIGNATURE, body)
                    .raw());
        }
        return signatures.size() == 1 ? signatures.get(0) : Framing.join(signatures.toArray(new byte[0][]));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.List;
import org.bouncycastle.util.encoders.Hex;

/** The identity a reader acts for, with all its KEM keys (envelope.md §8). */
record Identity(String name, String identifierHex, List<Kem> kems) {
    byte[] identifier() {
        return Hex.decode(identifierHex);
    }

    List<Kem> keys(Suite suite) {
        return kems.stream().filter(key -> key.kem() == suite.kem).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import java.util.Random;

/** Bytes to seal. Not random to anybody who cares, and the same in every run. */
final class Payload {
    private Payload() {}

    static Bytes of(int size) {
        return Bytes.of(array(size));
    }

    static byte[] array(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}

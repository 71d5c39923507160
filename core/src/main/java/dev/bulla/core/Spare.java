// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Arrays to be used again, old content and all. Not for many threads. */
final class Spare {
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();

    /** An array of at least so many bytes. */
    byte[] take(int bytes) {
        byte[] array = free.poll();
        return array != null && array.length >= bytes ? array : new byte[bytes];
    }

    /** Nobody needs this array any more. */
    void give(byte[] array) {
        free.add(array);
    }

    void wipe() {
        free.forEach(array -> Arrays.fill(array, (byte) 0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Where random bytes come from.
 *
 * <p>An implementation asks the operating system's generator anew on each call and keeps no pool in process memory: a
 * machine that is cloned from a snapshot would otherwise draw the same bytes twice. Safe for use by many threads.
 */
@FunctionalInterface
public interface Randomness {
    /** Overwrites every byte of the array. */
    void fill(byte[] bytes);
}

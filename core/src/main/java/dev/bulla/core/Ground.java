// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the outside world lends to this room.
 *
 * @param clock the time
 * @param randomness the operating system's generator
 * @param executor where segments of long parts are worked on beside the calling thread; {@code Runnable::run} for the calling thread alone
 */
public record Ground(InstantSource clock, Randomness randomness, Executor executor) {
    /** The calling thread alone. */
    public static Ground of(InstantSource clock, Randomness randomness) {
        return new Ground(clock, randomness, Runnable::run);
    }

    /** How many tasks to hand to the executor at once: one for each processor, none when the executor is the calling thread. */
    int lanes() {
        return Math.max(1, Runtime.getRuntime().availableProcessors());
    }
}

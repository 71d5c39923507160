// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waiting times that double from 100 ms to 30 s, each shortened by up to half by chance, so that many clients do not come back together.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int DOUBLINGS = 9;

    private final DoubleSupplier chance;

    /** {@code chance} gives numbers from 0 to 1. */
    Backoff(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** How long to wait before try {@code attempt}, counted from 0. */
    Duration before(int attempt) {
        long millis = Math.min(FIRST.toMillis() << Math.min(Math.max(attempt, 0), DOUBLINGS), LONGEST.toMillis());
        return Duration.ofMillis((long) (millis * (1 - chance.getAsDouble() / 2)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Waiting times that double from 100 ms to 30 s, each shortened by up to half by chance, so that many clients do not come back together.
 */
public final class Backoff {
    /** The first wait. */
    public static final Duration FIRST = Duration.ofMillis(100);
    /** The longest wait. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    private static final int DOUBLINGS = 9;

    private final DoubleSupplier chance;

    private Backoff(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** Shortened by this chance, which gives numbers from 0 to 1. */
    public static Backoff of(DoubleSupplier chance) {
        return new Backoff(chance);
    }

    /** Shortened by the chance of the machine. */
    public static Backoff usual() {
        return new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** How long to wait before try {@code attempt}, counted from 0. */
    public Duration before(int attempt) {
        long millis = Math.min(FIRST.toMillis() << Math.min(Math.max(attempt, 0), DOUBLINGS), LONGEST.toMillis());
        return Duration.ofMillis((long) (millis * (1 - chance.getAsDouble() / 2)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Usable from any thread. */
public final class FixedClock implements InstantSource {
    private final AtomicReference<Instant> now;

    private FixedClock(Instant now) {
        this.now = new AtomicReference<>(now);
    }

    /**
     * A clock that shows one instant.
     *
     * @param now what it shows until moved
     * @return the clock
     */
    public static FixedClock of(Instant now) {
        return new FixedClock(now);
    }

    /**
     * A clock that shows one instant.
     *
     * @param now in ISO 8601, such as {@code 2026-03-01T12:00:00Z}
     * @return the clock
     */
    public static FixedClock parse(String now) {
        return new FixedClock(Instant.parse(now));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /**
     * Moves the clock to an instant, earlier or later.
     *
     * @param instant what it shows from now on
     */
    public void set(Instant instant) {
        now.set(instant);
    }

    /**
     * Moves the clock on.
     *
     * @param step how far; a negative step moves it back
     */
    public void advance(Duration step) {
        now.updateAndGet(instant -> instant.plus(step));
    }
}

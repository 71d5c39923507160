// SPDX-License-Identifier: Apache-2.0
package dev.bulla.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FixedClockTest {
    private final FixedClock clock = FixedClock.parse("2026-03-01T12:00:00Z");

    @Test
    void standsStillUntilMoved() {
        assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @Test
    void movesBothWays() {
        clock.advance(Duration.ofMinutes(10));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-03-01T12:10:00Z"));
        clock.advance(Duration.ofMinutes(-20));
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-03-01T11:50:00Z"));
    }

    @Test
    void canBeSet() {
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.Bulla;
import dev.bulla.core.Suite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Homes for tests. */
final class Houses {
    private Houses() {}

    /** A home in which these live. */
    static Bulla of(Path folder, String... names) {
        Bulla made = Bulla.create(folder).orThrow();
        Instant before = Instant.now().minus(Duration.ofHours(3));
        for (String name : names) {
            made.home().createIdentity(name, List.of(Suite.HYBRID), before).orThrow();
        }
        return made;
    }
}

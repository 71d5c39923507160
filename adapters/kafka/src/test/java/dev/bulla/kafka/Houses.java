// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.Bulla;
import dev.bulla.core.Suite;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Homes for tests. */
final class Houses {
    private Houses() {}

    /** A home in which alice, bob and carol live. */
    static Bulla of(Path folder) {
        Bulla made = Bulla.create(folder).orThrow();
        for (String name : List.of("alice", "bob", "carol")) {
            made.home()
                    .createIdentity(name, List.of(Suite.HYBRID), Instant.now())
                    .orThrow();
        }
        return made;
    }

    /** A home whose mallory knows bob of the other one, who does not know her. */
    static Bulla strangers(Path folder, Bulla other) {
        Bulla made = Bulla.create(folder).orThrow();
        made.home()
                .createIdentity("mallory", List.of(Suite.HYBRID), Instant.now())
                .orThrow();
        made.home()
                .pin(other.as("bob").orThrow().card().encoded(), "bob", Instant.now())
                .orThrow();
        return made;
    }

    static Map<String, Object> properties(KafkaBroker broker, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", broker.servers()));
        properties.putAll(more);
        return properties;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.Bulla;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Ground;
import dev.bulla.core.Journal;
import dev.bulla.core.Policy;
import dev.bulla.core.Sealer;
import dev.bulla.core.Suite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Homes for tests. */
final class Houses {
    /** When everybody moved in, so that there are old letters. */
    private static final Instant BEFORE = Instant.now().minus(Duration.ofHours(3));

    private Houses() {}

    /** A letter from alice to bob that expired an hour ago. */
    static Bytes expired(Bulla bulla, String context) {
        Ground earlier = new Ground(
                InstantSource.fixed(Instant.now().minus(Duration.ofHours(1))),
                bulla.ground().randomness(),
                Runnable::run);
        Sealer alice = Sealer.of(
                bulla.home().identity("alice").orThrow(),
                bulla.home().directory(),
                Policy.known(),
                Journal.none(),
                earlier);
        return alice.seal(Draft.to("bob")
                        .context(context)
                        .livesFor(Duration.ofMinutes(1))
                        .part("body", "old"))
                .orThrow()
                .envelope();
    }

    /** A home in which alice, bob and carol live. */
    static Bulla of(Path folder) {
        Bulla made = Bulla.create(folder).orThrow();
        for (String name : List.of("alice", "bob", "carol")) {
            made.home().createIdentity(name, List.of(Suite.HYBRID), BEFORE).orThrow();
        }
        return made;
    }

    /** A home whose mallory knows bob of the other one, who does not know her. */
    static Bulla strangers(Path folder, Bulla other) {
        Bulla made = Bulla.create(folder).orThrow();
        made.home().createIdentity("mallory", List.of(Suite.HYBRID), BEFORE).orThrow();
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

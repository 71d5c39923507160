// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Card;
import dev.bulla.core.Chain;
import dev.bulla.core.ControlKey;
import dev.bulla.core.DailyKeys;
import dev.bulla.core.Directory;
import dev.bulla.core.Ground;
import dev.bulla.core.HeldKeys;
import dev.bulla.core.Identifier;
import dev.bulla.core.Identity;
import dev.bulla.core.Journal;
import dev.bulla.core.MemoryReplay;
import dev.bulla.core.Opener;
import dev.bulla.core.Policy;
import dev.bulla.core.Sealer;
import dev.bulla.core.Suite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The people of the benchmarks, who all know each other: {@link #SENDER}, and readers {@code reader-0} and on. The clock is the system's,
 * randomness the kernel's, the replay table in memory, the journal none.
 */
final class Cast implements Directory {
    static final String SENDER = "sender";

    private static final Policy POLICY = Policy.knownInAnyProof();
    private static final int MEMORY_BYTES = 1 << 28;

    private final Map<String, Finding> byName = new HashMap<>();
    private final Map<Identifier, Finding> byIdentifier = new HashMap<>();
    private final Map<String, Identity> identities = new HashMap<>();
    private final List<String> readers = new ArrayList<>();
    private final Ground ground;

    private Cast(Ground ground) {
        this.ground = ground;
    }

    /** A sender and so many readers, all on the calling thread. */
    static Cast of(Suite suite, int readers) {
        return of(suite, readers, Runnable::run);
    }

    static Cast of(Suite suite, int readers, Executor executor) {
        Cast cast = new Cast(new Ground(InstantSource.system(), UrandomDevice.open(), executor));
        cast.add(SENDER, suite);
        for (int i = 0; i < readers; i++) {
            String name = "reader-" + i;
            cast.add(name, suite);
            cast.readers.add(name);
        }
        return cast;
    }

    /** People whose keys and cards were kept. */
    static Cast of(Map<String, Identity> kept, Executor executor) {
        Cast cast = new Cast(new Ground(InstantSource.system(), UrandomDevice.open(), executor));
        kept.forEach(cast::add);
        return cast;
    }

    /** Keys to keep. */
    record Fresh(Card card, DailyKeys keys) {}

    static Fresh fresh(String name, Suite suite) {
        UrandomDevice randomness = UrandomDevice.open();
        ControlKey first = ControlKey.generate(suite, randomness);
        ControlKey next = ControlKey.generate(suite, randomness);
        Chain.Plan plan = Chain.Plan.usual(name, suite, now().minus(Duration.ofHours(1)));
        DailyKeys keys = DailyKeys.generate(plan.opens(), plan.signs(), randomness);
        return new Fresh(Chain.begin(plan, keys, first, next.commitment()), keys);
    }

    private void add(String name, Suite suite) {
        Fresh fresh = fresh(name, suite);
        add(name, new Identity(fresh.card(), HeldKeys.of(Map.of(0, fresh.keys()))));
    }

    private void add(String name, Identity identity) {
        Finding found = new Finding.Found(identity.card(), name, OptionalInt.empty());
        byName.put(name, found);
        byIdentifier.put(identity.identifier(), found);
        identities.put(name, identity);
    }

    List<String> readers() {
        return readers;
    }

    Sealer sealer() {
        return Sealer.of(identity(SENDER), this, POLICY, Journal.none(), ground);
    }

    /** An opener that has opened nothing yet, with an empty replay table. */
    Opener opener(String name) {
        Opener.Settings settings = new Opener.Settings(Set.of(Suite.values()), Duration.ofHours(24), MEMORY_BYTES);
        return Opener.of(identity(name), this, POLICY, Journal.none(), MemoryReplay.of(now()), settings, ground);
    }

    private Identity identity(String name) {
        Identity identity = identities.get(name);
        if (identity == null) {
            throw new IllegalArgumentException("nobody is called " + name);
        }
        return identity;
    }

    private static Instant now() {
        return InstantSource.system().instant();
    }

    @Override
    public Finding byName(String name) {
        return byName.getOrDefault(name, new Finding.Unknown());
    }

    @Override
    public Finding byIdentifier(Identifier identifier) {
        return byIdentifier.getOrDefault(identifier, new Finding.Unknown());
    }
}

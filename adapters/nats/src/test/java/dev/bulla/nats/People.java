// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

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
import dev.bulla.core.Randomness;
import dev.bulla.core.Sealer;
import dev.bulla.core.Suite;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Alice, Bob and whoever else, who know each other. */
final class People implements Directory {
    static final Suite SUITE = Suite.values()[0];
    static final Randomness RANDOMNESS = bytes -> new SecureRandom().nextBytes(bytes);

    private final Map<String, Finding> byName = new ConcurrentHashMap<>();
    private final Map<Identifier, Finding> byIdentifier = new ConcurrentHashMap<>();
    private final Map<String, Identity> identities = new ConcurrentHashMap<>();

    /** Keys that begin an identity, and those it goes on with. */
    record Keys(Chain.Plan plan, DailyKeys daily, ControlKey first, ControlKey next) {
        static Keys fresh(String name) {
            Chain.Plan plan = Chain.Plan.usual(name, SUITE, Instant.now().minus(Duration.ofHours(1)));
            return new Keys(
                    plan,
                    DailyKeys.generate(plan.opens(), plan.signs(), RANDOMNESS),
                    ControlKey.generate(SUITE, RANDOMNESS),
                    ControlKey.generate(SUITE, RANDOMNESS));
        }

        Card card() {
            return Chain.begin(plan, daily, first, next.commitment());
        }
    }

    static People of(String... names) {
        People people = new People();
        for (String name : names) {
            Keys keys = Keys.fresh(name);
            people.add(name, new Identity(keys.card(), HeldKeys.of(Map.of(0, keys.daily()))));
        }
        return people;
    }

    void add(String name, Identity identity) {
        identities.put(name, identity);
        pin(name, identity.card());
    }

    void pin(String name, Card card) {
        Finding found = new Finding.Found(card, name, OptionalInt.empty());
        byName.put(name, found);
        byName.put(card.identifier().toString(), found);
        byIdentifier.put(card.identifier(), found);
    }

    Identity identity(String name) {
        Identity found = identities.get(name);
        if (found == null) {
            throw new AssertionError(name);
        }
        return found;
    }

    Sealer sealer(String name) {
        return sealer(name, InstantSource.system());
    }

    Sealer sealer(String name, InstantSource clock) {
        return Sealer.of(identity(name), this, Policy.knownInAnyProof(), Journal.none(), Ground.of(clock, RANDOMNESS));
    }

    Opener opener(String name) {
        return Opener.of(
                identity(name),
                this,
                Policy.knownInAnyProof(),
                Journal.none(),
                MemoryReplay.of(Instant.now().minus(Duration.ofDays(1))),
                new Opener.Settings(Set.of(Suite.values()), Duration.ofHours(24), 1 << 26),
                Ground.of(InstantSource.system(), RANDOMNESS));
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

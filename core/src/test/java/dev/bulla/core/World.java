// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** People, what they know of each other, and a clock: everything a test of the envelope needs. */
final class World {
    static final Instant NOW = Person.BIRTH.plus(Duration.ofDays(3));

    final Map<String, Card> known = new LinkedHashMap<>();
    final Map<Identifier, Integer> forks = new LinkedHashMap<>();
    final Primitives primitives;
    Instant now = NOW;
    Policy policy = Policy.known();
    Journal journal = Journal.none();
    ReplayTable replay = MemoryReplay.of(Instant.MIN);
    Opener.Settings settings = Opener.Settings.usual();
    Randomness randomness = new Person.Seeds("world");

    World(Primitives primitives, Person... people) {
        this.primitives = primitives;
        for (Person person : people) {
            known.put(person.name(), person.card());
        }
    }

    static World of(Person... people) {
        return new World(Primitives.best(), people);
    }

    World knows(Person person) {
        known.put(person.name(), person.card());
        return this;
    }

    Ground ground() {
        return Ground.of(() -> now, bytes -> randomness.fill(bytes));
    }

    Directory directory() {
        return new Directory() {
            @Override
            public Finding byName(String name) {
                Card card = known.get(name);
                return card == null ? new Finding.Unknown() : found(name, card);
            }

            @Override
            public Finding byIdentifier(Identifier identifier) {
                for (Map.Entry<String, Card> entry : known.entrySet()) {
                    if (entry.getValue().identifier().equals(identifier)) {
                        return found(entry.getKey(), entry.getValue());
                    }
                }
                return new Finding.Unknown();
            }

            private Finding found(String name, Card card) {
                Integer fork = forks.get(card.identifier());
                return new Finding.Found(card, name, fork == null ? OptionalInt.empty() : OptionalInt.of(fork));
            }
        };
    }

    Sealer sealer(Person person) {
        return Sealer.of(person.identity(primitives), directory(), policy, journal, ground(), primitives);
    }

    Opener opener(Person person) {
        return Opener.of(
                person.identity(primitives), directory(), policy, journal, replay, settings, ground(), primitives);
    }

    Bytes seal(Person sender, Draft draft) {
        return sealer(sender).seal(draft).orThrow().envelope();
    }

    Opening open(Person reader, Bytes envelope, String context) {
        return opener(reader).open(envelope, Expectation.of(context));
    }

    /** What came of it, in one word: {@code opened}, {@code not_for_me}, or the problem. */
    String outcome(Person reader, Bytes envelope, Expectation expectation) {
        return outcome(opener(reader).open(envelope, expectation));
    }

    static String outcome(Opening opening) {
        return opening.fold(
                opened -> "opened",
                notForMe -> "not_for_me",
                refused -> refused.problem().name(),
                unavailable -> unavailable.problem().name());
    }
}

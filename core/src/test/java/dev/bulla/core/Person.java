// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Somebody of the cast: an identity whose keys come from fixed seeds, and all that its owner can do with it. */
final class Person {
    static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");

    private final String name;
    private final Suite suite;
    private final Seeds seeds;
    private final Map<Integer, DailyKeys> keys = new HashMap<>();
    private ControlKey control;
    private Card card;

    private Person(String name, Suite suite, Duration life) {
        this.name = name;
        this.suite = suite;
        this.seeds = new Seeds(name);
        ControlKey first = ControlKey.generate(suite, seeds);
        this.control = ControlKey.generate(suite, seeds);
        Chain.Plan plan = Chain.Plan.usual(name, suite, BIRTH).lives(life);
        keys.put(0, DailyKeys.generate(plan.opens(), plan.signs(), seeds));
        this.card = Chain.begin(plan, daily(0), first, control.commitment());
    }

    static Person named(String name) {
        return of(name, Suite.HYBRID);
    }

    static Person of(String name, Suite suite) {
        return new Person(name, suite, Chain.USUAL_LIFE);
    }

    Person rotate(Instant now, Integer... compromised) {
        int next = card.head().number() + 1;
        ControlKey after = ControlKey.generate(suite, seeds);
        Chain.Plan plan = Chain.Plan.usual(name, suite, now);
        keys.put(next, DailyKeys.generate(plan.opens(), plan.signs(), seeds));
        card = Chain.rotate(card, plan, Set.of(compromised), daily(next), control, after.commitment());
        control = after;
        return this;
    }

    Person close(Instant now, Integer... compromised) {
        card = Chain.close(card, now, Set.of(compromised), control);
        return this;
    }

    private DailyKeys daily(int statement) {
        DailyKeys found = keys.get(statement);
        if (found == null) {
            throw new IllegalArgumentException("no statement " + statement);
        }
        return found;
    }

    String name() {
        return name;
    }

    Card card() {
        return card;
    }

    ControlKey control() {
        return control;
    }

    Map<Integer, DailyKeys> keys() {
        return keys;
    }

    Identifier identifier() {
        return card.identifier();
    }

    Identity identity(Primitives primitives) {
        return new Identity(card, HeldKeys.of(keys, primitives));
    }

    Identity identity() {
        return identity(Primitives.best());
    }

    /** Bytes that depend on the name and the order of asking alone. */
    static final class Seeds implements Randomness {
        private final String name;
        private int count;

        Seeds(String name) {
            this.name = name;
        }

        @Override
        public synchronized void fill(byte[] bytes) {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                for (int at = 0; at < bytes.length; at += 32) {
                    byte[] block = sha.digest(("bulla test seed " + name + " " + count++)
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    System.arraycopy(block, 0, bytes, at, Math.min(32, bytes.length - at));
                }
            } catch (java.security.NoSuchAlgorithmException cannotHappen) {
                throw new IllegalStateException(cannotHappen);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes and continues the chain of an identity ({@code spec/identity.md} §7). Every statement is signed by its control key and by each of its own
 * daily keys.
 */
public final class Chain {
    /** How long a statement lives unless told otherwise. */
    public static final Duration USUAL_LIFE = Duration.ofDays(30);

    private Chain() {}

    /**
     * What a new statement says.
     *
     * @param name what the identity calls itself, 1 to 128 bytes without control characters
     * @param created now
     * @param life at most {@link Statement#LONGEST_LIFE}
     * @param opens the suites it reads
     * @param signs the suites it signs
     */
    public record Plan(String name, Instant created, Duration life, Set<Suite> opens, Set<Suite> signs) {
        /** The usual plan for a suite: it is the one to sign with, and all that read with the same keys are open. */
        public static Plan usual(String name, Suite suite, Instant created) {
            Set<Suite> opens = suite.kem() == Kem.X_WING ? Set.of(Suite.HYBRID, Suite.PQ) : Set.of(suite);
            return new Plan(name, created, USUAL_LIFE, opens, Set.of(suite));
        }

        /** The same with another life. */
        public Plan lives(Duration other) {
            return new Plan(name, created, other, opens, signs);
        }
    }

    /**
     * A new identity.
     *
     * @param control the control key of the first statement, used once and then of no use
     * @param next the commitment of the control key that will sign the second
     * @throws IllegalArgumentException when the plan breaks a rule of the specification
     */
    public static Card begin(Plan plan, DailyKeys keys, ControlKey control, Bytes next) {
        return append(List.of(), content(plan, 0, null, List.of(), keys, next, null), keys, control);
    }

    /**
     * The identity with fresh keys.
     *
     * @param compromised the numbers of statements whose daily keys were stolen
     */
    public static Card rotate(
            Card card, Plan plan, Set<Integer> compromised, DailyKeys keys, ControlKey control, Bytes next) {
        Statement head = card.head();
        return append(
                card.chain(),
                content(
                        plan,
                        head.number() + 1,
                        card.identifier(),
                        grown(head, compromised),
                        keys,
                        next,
                        Card.hash(head)),
                keys,
                control);
    }

    /** The end of an identity. No statement follows. */
    public static Card close(Card card, Instant created, Set<Integer> compromised, ControlKey control) {
        Statement head = card.head();
        Statement.Content last = new Statement.Content(
                head.number() + 1,
                card.identifier(),
                head.name(),
                Math.max(created.toEpochMilli(), head.created().toEpochMilli()),
                created.plus(Statement.LONGEST_LIFE).toEpochMilli(),
                true,
                grown(head, compromised),
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of(),
                Bytes.owned(new byte[Limits.HASH_BYTES]),
                Card.hash(head));
        return append(card.chain(), last, null, control);
    }

    private static List<Integer> grown(Statement head, Set<Integer> compromised) {
        TreeSet<Integer> all = new TreeSet<>(head.compromised());
        all.addAll(compromised);
        return List.copyOf(all);
    }

    private static Statement.Content content(
            Plan plan,
            int number,
            @org.jspecify.annotations.Nullable Identifier identifier,
            List<Integer> compromised,
            DailyKeys keys,
            Bytes next,
            @org.jspecify.annotations.Nullable Bytes previous) {
        Map<SignatureScheme, Bytes> signing = new java.util.LinkedHashMap<>();
        keys.signers(Primitives.best()).forEach((scheme, key) -> signing.put(scheme, Bytes.owned(key.publicKey())));
        Map<Kem, Bytes> kem = new java.util.EnumMap<>(Kem.class);
        keys.readers(Primitives.best()).forEach((of, key) -> kem.put(of, Bytes.owned(key.publicKey())));
        long created = plan.created().toEpochMilli();
        return new Statement.Content(
                number,
                identifier,
                plan.name(),
                created,
                created + plan.life().toMillis(),
                false,
                compromised,
                plan.opens(),
                plan.signs(),
                signing,
                kem,
                next,
                previous);
    }

    private static Card append(
            List<Card.Signed> chain,
            Statement.Content content,
            @org.jspecify.annotations.Nullable DailyKeys keys,
            ControlKey control) {
        try {
            Statement statement = Statement.of(content);
            byte[] signed = Label.STATEMENT.frame(
                    Framing.join(new byte[] {control.suite().id()}, statement.encoded()));
            List<byte[]> signatures = new ArrayList<>();
            if (keys != null) {
                keys.signers(Primitives.best()).values().forEach(key -> signatures.add(key.sign(signed)));
            }
            List<Card.Signed> longer = new ArrayList<>(chain);
            longer.add(
                    new Card.Signed(statement, control.suite(), control.publicKey(), control.sign(signed), signatures));
            return Card.of(longer);
        } catch (Refusal refused) {
            throw new IllegalArgumentException("this statement would not be valid: " + refused.problem());
        }
    }
}

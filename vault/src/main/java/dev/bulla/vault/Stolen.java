// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Card;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Whose daily keys somebody else may have: what a new statement lists as {@code compromised} ({@code spec/identity.md} §7). What was
 * said under a listed statement is refused from then on. Immutable.
 */
public sealed interface Stolen {
    /** Nobody's. */
    record Nothing() implements Stolen {}

    /** Those of every statement so far: right for whoever does not know since when. */
    record Everything() implements Stolen {}

    /**
     * Those of these statements.
     *
     * @param numbers at most that of the head
     */
    record Statements(Set<Integer> numbers) implements Stolen {
        /** Copies the set. */
        public Statements {
            numbers = Set.copyOf(numbers);
        }
    }

    /** Nobody's: an orderly rotation or retirement. */
    static Stolen nothing() {
        return new Nothing();
    }

    /** Those of every statement so far. */
    static Stolen everything() {
        return new Everything();
    }

    /** Those of these statements. */
    static Stolen statements(Set<Integer> numbers) {
        return new Statements(numbers);
    }

    /** The numbers to list after this card's head; {@link IllegalArgumentException} for one that is not there. */
    default Set<Integer> of(Card card) {
        if (this instanceof Nothing) {
            return Set.of();
        }
        Set<Integer> all =
                new TreeSet<>(IntStream.range(0, card.statements()).boxed().toList());
        if (this instanceof Statements named) {
            Set<Integer> some = named.numbers();
            if (!all.containsAll(some)) {
                throw new IllegalArgumentException("the identity has no statement of one of these numbers");
            }
            return new TreeSet<>(some);
        }
        return all;
    }
}

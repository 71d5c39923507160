// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.function.Function;

/**
 * A value, or the problem that stands in its place. Both are expected: the caller handles both with {@link #fold}.
 *
 * @param <T> what there is when all is well
 */
public sealed interface Outcome<T> {
    /**
     * All is well.
     *
     * @param value what was asked for
     */
    record Good<T>(T value) implements Outcome<T> {}

    /**
     * It was refused, or cannot be had now.
     *
     * @param problem what is wrong
     * @param about what it is about, for people: a name or an identifier, never a secret; may be empty
     */
    record Bad<T>(Problem problem, String about) implements Outcome<T> {}

    /** A value. */
    static <T> Outcome<T> good(T value) {
        return new Good<>(value);
    }

    /** A problem. */
    static <T> Outcome<T> bad(Problem problem, String about) {
        return new Bad<>(problem, about);
    }

    /** Handles both cases. */
    default <R> R fold(Function<Good<T>, R> good, Function<Bad<T>, R> bad) {
        if (this instanceof Good) {
            return good.apply((Good<T>) this);
        }
        return bad.apply((Bad<T>) this);
    }

    /** The same with the value changed. */
    default <R> Outcome<R> map(Function<T, R> change) {
        return fold(good -> good(change.apply(good.value())), bad -> bad(bad.problem(), bad.about()));
    }

    /** The same, with a next step that may fail too. */
    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return fold(good -> next.apply(good.value()), bad -> bad(bad.problem(), bad.about()));
    }

    /**
     * The value, for callers to whom a problem is a broken assumption.
     *
     * @throws ProblemException when there is none
     */
    default T orThrow() {
        return fold(Good::value, bad -> {
            throw new ProblemException(bad.problem(), bad.about());
        });
    }
}

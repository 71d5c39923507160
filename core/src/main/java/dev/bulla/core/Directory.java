// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.OptionalInt;
import java.util.function.Function;

/**
 * From a name or an identifier to a verified card, or why not. Implementations are safe for use by many threads and answer fast: they are asked
 * for every message. A known identity is the same {@link Card} object until it changes.
 */
public interface Directory {
    /** Who is known by this name, or by this identifier in hexadecimal. */
    Finding byName(String name);

    /** Who has this identifier. */
    Finding byIdentifier(Identifier identifier);

    /** What was found. */
    sealed interface Finding {
        /**
         * A card.
         *
         * @param card the newest known
         * @param name the name it is bound to here
         * @param forkedFrom the first statement number at which two different statements were seen, if that ever happened
         */
        record Found(Card card, String name, OptionalInt forkedFrom) implements Finding {}

        /** Nobody. */
        record Unknown() implements Finding {}

        /**
         * Whether there is somebody cannot be told now, or the answer is not to be trusted.
         *
         * @param problem why
         */
        record Failed(Problem problem) implements Finding {}

        /** Handles all cases. */
        default <R> R fold(Function<Found, R> found, Function<Unknown, R> unknown, Function<Failed, R> failed) {
            if (this instanceof Found here) {
                return found.apply(here);
            }
            if (this instanceof Unknown here) {
                return unknown.apply(here);
            }
            return failed.apply((Failed) this);
        }
    }
}

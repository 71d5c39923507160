// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;
import java.util.function.Function;

/** What became of an attempt to open an envelope. All four are expected; {@link #fold} makes the caller handle each. */
public sealed interface Opening permits Opened, Opening.NotForMe, Opening.Refused, Opening.Unavailable {
    /** No key of this identity opens it. No more is known: not who sent it, not whether it is genuine. */
    record NotForMe() implements Opening {}

    /**
     * It is not to be acted on, now or later.
     *
     * @param problem why; before the proof was checked, anybody can cause it in anybody's name
     */
    record Refused(Problem problem) implements Opening {}

    /**
     * It cannot be opened now.
     *
     * @param problem what is missing
     * @param retryAfter when to try again
     */
    record Unavailable(Problem problem, Duration retryAfter) implements Opening {}

    /** Handles all cases. */
    default <R> R fold(
            Function<Opened, R> opened,
            Function<NotForMe, R> notForMe,
            Function<Refused, R> refused,
            Function<Unavailable, R> unavailable) {
        if (this instanceof Opened here) {
            return opened.apply(here);
        }
        if (this instanceof NotForMe here) {
            return notForMe.apply(here);
        }
        if (this instanceof Refused here) {
            return refused.apply(here);
        }
        return unavailable.apply((Unavailable) this);
    }

    /**
     * The opened message, for callers to whom anything else is a broken assumption.
     *
     * @throws ProblemException when it was not opened
     */
    default Opened orThrow() {
        return fold(
                opened -> opened,
                notForMe -> {
                    throw new ProblemException(Problem.NOT_FOR_ME, "");
                },
                refused -> {
                    throw new ProblemException(refused.problem(), "");
                },
                unavailable -> {
                    throw new ProblemException(unavailable.problem(), "");
                });
    }
}

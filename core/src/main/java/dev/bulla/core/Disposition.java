// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/** What a carrier does with sealed bytes after they were looked at. */
public enum Disposition {
    /** It was handled, or is nothing to this receiver: it need not come again. */
    ACKNOWLEDGE,
    /** It cannot be handled now: let it come again later. */
    RETRY,
    /** It will never be handled: keep the sealed bytes aside for a person, and let the next message come. */
    DEAD_LETTER,
    /** Nothing more is to be handled until a person has looked: the message and those behind it stay with the carrier. */
    STOP;

    /** For a problem: transient ones come again, a duplicate is done, the rest goes aside. */
    public static Disposition of(Problem problem) {
        if (problem.mayPass()) {
            return RETRY;
        }
        return problem == Problem.REPLAYED || problem == Problem.NOT_FOR_ME ? ACKNOWLEDGE : DEAD_LETTER;
    }
}

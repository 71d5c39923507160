// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;

/** Ends a piece of work with a problem. Never leaves this room: each public door turns it into the value it answers with. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final String about;

    Refused(Problem problem, String about) {
        super(problem.name(), null, false, true);
        this.problem = problem;
        this.about = about;
    }

    Problem problem() {
        return problem;
    }

    <T> Outcome<T> outcome() {
        return Outcome.bad(problem, about);
    }
}

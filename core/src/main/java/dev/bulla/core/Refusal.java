// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Ends the reading of something that is refused. Never leaves this room: each public door turns it into the value it answers with.
 * Without a stack trace, since an attacker decides how often it is made.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final String about;

    Refusal(Problem problem) {
        this(problem, "");
    }

    Refusal(Problem problem, String about) {
        super(problem.name(), null, false, false);
        this.problem = problem;
        this.about = about;
    }

    Problem problem() {
        return problem;
    }

    String about() {
        return about;
    }

    static Refusal malformed() {
        return new Refusal(Problem.MALFORMED);
    }

    /** Malformed unless the claim holds. */
    static void unless(boolean claim) {
        if (!claim) {
            throw malformed();
        }
    }
}

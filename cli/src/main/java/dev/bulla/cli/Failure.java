// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;

/** Ends a command with a problem, told in words that fit the command. Never leaves this room. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final String hint;

    private Failure(Problem problem, String message, String hint) {
        super(message, null, false, false);
        this.problem = problem;
        this.hint = hint;
    }

    /** A problem in its own words. */
    static Failure of(Problem problem, String about) {
        int advice = about.indexOf("; run: ");
        if (advice >= 0) {
            return new Failure(problem, about.substring(0, advice), about.substring(advice + 2));
        }
        return new Failure(problem, problem.sentence() + (about.isEmpty() ? "" : ": " + about), problem.hint());
    }

    /** A problem in words that fit. */
    static Failure of(Problem problem, String message, String hint) {
        return new Failure(problem, message, hint);
    }

    /** An end that nobody needs to be told of. */
    static Failure silent(Problem problem) {
        return new Failure(problem, "", "");
    }

    /** A command that is not understood. */
    static Failure usage(String message, String hint) {
        return new Failure(Problem.USAGE, message, hint);
    }

    /** The value, or the end of the command. */
    static <T> T orFail(Outcome<T> outcome) {
        return outcome.fold(Outcome.Good::value, bad -> {
            throw of(bad.problem(), bad.about());
        });
    }

    Problem problem() {
        return problem;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    String hint() {
        return hint;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * A {@link Problem} thrown by {@code orThrow()} because the caller asked for it, by the streams of parts, and by carriers that are refused for good.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final String about;

    /** A problem, and what it is about; {@code about} may be empty. */
    public ProblemException(Problem problem, String about) {
        super(
                problem.name() + ": " + problem.sentence() + (about.isEmpty() ? "" : " (" + about + ")"),
                null,
                false,
                true);
        this.problem = problem;
        this.about = about;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** What it is about, or empty. */
    public String about() {
        return about;
    }
}

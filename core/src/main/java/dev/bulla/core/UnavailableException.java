// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;

/**
 * Machinery that the work needs does not answer: a disk, a key service, a directory. Nothing is lost; try again after {@link #retryAfter()}.
 */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final Duration retryAfter;

    /** What does not answer, why, and when to try again. */
    public UnavailableException(Problem problem, Duration retryAfter, Throwable cause) {
        super(problem.sentence(), cause);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** What does not answer. */
    public Problem problem() {
        return problem;
    }

    /** When to try again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.core.Problem;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * A message that could not be sealed or did not open. It names the problem, never what was in the message, and does not hold the message: headers
 * that anybody may have written stay out of logs.
 */
public final class SealedMessageException extends MessageConversionException {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    SealedMessageException(Problem problem, String about) {
        super(problem.name() + ": " + problem.sentence() + (about.isEmpty() ? "" : " (" + about + ")"));
        this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** Whether it may go away by itself: then have the message delivered again, and do not dead-letter it. */
    public boolean mayPass() {
        return problem.mayPass();
    }
}

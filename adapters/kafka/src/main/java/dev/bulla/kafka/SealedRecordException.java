// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Problem;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A record that was not sealed or did not open. A consumer finds it as the cause of {@link org.apache.kafka.common.errors.RecordDeserializationException}, which
 * has the sealed bytes and the offset to seek past. It names the problem and the topic, never what was in the record.
 */
public final class SealedRecordException extends SerializationException {
    private static final long serialVersionUID = 1;

    private final Problem problem;

    SealedRecordException(Problem problem, String about) {
        super(problem.name() + ": " + problem.sentence() + " (" + about + ")");
        this.problem = problem;
    }

    SealedRecordException(Problem problem, String about, Throwable cause) {
        super(problem.name() + ": " + problem.sentence() + " (" + about + ")", cause);
        this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }

    /** Whether it may go away by itself: then poll again and do not seek past the record. */
    public boolean mayPass() {
        return problem.mayPass();
    }
}

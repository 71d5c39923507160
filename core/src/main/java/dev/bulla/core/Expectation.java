// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Optional;

/**
 * What a receiver expects of the message it opens.
 *
 * @param context the context; empty accepts only messages without one
 * @param archive whether an old log is read: expiry and replay are reported and not enforced, and pairwise is refused
 * @param epochObject the epoch object the adapter fetched after {@link Problem#EPOCH_UNKNOWN}
 */
public record Expectation(String context, boolean archive, Optional<Bytes> epochObject) {
    /** Checks the context. */
    public Expectation {
        if (!Names.upTo128(context)) {
            throw new IllegalArgumentException("a context is at most 128 bytes of text without control characters");
        }
    }

    /** A live message without a context. */
    public static Expectation none() {
        return of("");
    }

    /** A live message of this context. */
    public static Expectation of(String context) {
        return new Expectation(context, false, Optional.empty());
    }

    /** The same, reading an archive. */
    public Expectation inArchive() {
        return new Expectation(context, true, epochObject);
    }

    /** The same, with a fetched epoch. */
    public Expectation withEpoch(Bytes object) {
        return new Expectation(context, archive, Optional.of(object));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Problem;

/**
 * Is told what a carrier does, for logs and metrics: {@link Tally} counts it. Never sees a payload. Called from the carrier's own threads: it
 * must return at once.
 */
public interface Watch {
    /** The broker is there; {@code sessionKept} says whether it remembered what was under way. */
    default void connected(boolean sessionKept) {}

    /** The broker went away; the carrier tries to reach it until it is closed. */
    default void disconnected(Problem problem, Throwable cause) {}

    /** A message arrived and waits its turn. */
    default void received(String topic) {}

    /** A message was opened and its sender proven; {@code nanos} says how long that took. */
    default void opened(String topic, long nanos) {}

    /** A message did not open. */
    default void refused(String topic, Problem problem) {}

    /** A message that nobody sealed was taken from a topic where that is still allowed. */
    default void acceptedPlain(String topic) {}

    /** A message was handled, and the broker told; {@code nanos} since it arrived. */
    default void handled(String topic, long nanos) {}

    /** A message was not handled yet and comes again; {@code attempts} so far. */
    default void retrying(String topic, int attempts) {}

    /** A message went to the dead letters. */
    default void deadLettered(String topic, DeadLetters.Reason reason) {}

    /** The dead letters did not take a message; it stays unacknowledged and is tried again. */
    default void deadLettersFailed(String topic, Throwable cause) {}

    /** The receiver asked to stop: nothing more of this topic is handled, and the message stays with the broker. */
    default void stopped(String topic) {}

    /** A message that its sender did not want acknowledged came while there was no room. */
    default void dropped(String topic) {}

    /** The same, with nothing that it throws reaching the carrier: being told must not change what happens. */
    static Watch guarded(Watch watch) {
        return watch instanceof GuardedWatch ? watch : new GuardedWatch(watch);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import dev.bulla.core.Problem;

/**
 * Is told what a carrier does, for logs and metrics. Never sees a payload. Called from the carrier's own threads: it must return at once.
 */
public interface MqttListener {
    /** The broker is there again; {@code sessionKept} says whether it remembered what was under way. */
    default void connected(boolean sessionKept) {}

    /** The broker went away; the carrier tries to reach it until it is closed. */
    default void disconnected(Problem problem, Throwable cause) {}

    /** A message was not handled yet and comes again; {@code attempts} so far. */
    default void retrying(String topic, int attempts) {}

    /** A message went to the dead letters. */
    default void deadLettered(String topic, DeadLetters.Reason reason) {}

    /** The dead letters did not take a message; it stays unacknowledged and is tried again. */
    default void deadLettersFailed(String topic, Throwable cause) {}

    /** A message that its sender published without wanting an acknowledgement (QoS 0) came while there was no room. */
    default void dropped(String topic) {}
}

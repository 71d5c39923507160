// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Bytes;
import java.util.concurrent.CompletableFuture;

/**
 * Carries sealed bytes to and from a broker, each way at least once. It reads nothing of them. Safe for many threads.
 *
 * <p>What fails: {@link dev.bulla.core.UnavailableException} when the broker does not answer, {@link dev.bulla.core.ProblemException} when it, or
 * this side, refuses for good.
 */
public interface Carrier extends AutoCloseable {
    /** Sends, and returns when the broker has acknowledged. That says the broker has it, not that anybody receives it. */
    void send(String topic, Bytes sealed);

    /**
     * Sends without waiting for the broker; waits only while more is under way than the options allow. Messages of one caller arrive in the
     * order sent, unless a lost connection makes some come twice.
     */
    CompletableFuture<Void> sendAsync(String topic, Bytes sealed);

    /** The largest sealed message this side and the broker take on a topic, in bytes. */
    int maxMessageBytes(String topic);

    /** Receives from a topic. */
    default Subscription receive(String topic, Receiver receiver) {
        return receive(topic, "", receiver);
    }

    /**
     * Receives from a topic together with the other members of a group: each message goes to one of them.
     *
     * @param group the name the members share, or empty
     * @throws IllegalArgumentException when the options name no place for dead letters
     */
    Subscription receive(String topic, String group, Receiver receiver);

    /** Takes nothing more, waits for what was taken within the drain time, and leaves. */
    @Override
    void close();
}

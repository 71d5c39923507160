// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

/**
 * A topic that is being received. It is not {@link AutoCloseable} on purpose: ending it may tell the broker to forget it, and what is
 * published after is lost to this receiver. To pause, close the carrier.
 */
public interface Subscription {
    /** The topic or filter, as given. */
    String topic();

    /** How many messages were handled and acknowledged, the dead-lettered ones included. */
    long handled();

    /** How many messages are here and not done with: those that wait, are in hand, or asked to come again. */
    int waiting();

    /**
     * Ends it at the broker, after the messages already here were handled or the drain time is over.
     *
     * @throws dev.bulla.core.UnavailableException when the broker does not answer in time
     */
    void unsubscribe();
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

/**
 * A topic that is being received. It is not {@link AutoCloseable} on purpose: ending it tells the broker to forget it, and what is
 * published after is lost to this receiver. To pause, close the carrier: the broker keeps the subscription for a stable client identifier.
 */
public interface Subscription {
    /** The topic or filter, as given. */
    String topic();

    /** How many messages were handled and acknowledged, the dead-lettered ones included. */
    long handled();

    /**
     * Ends it at the broker, after the messages already here were handled or the drain time is over.
     *
     * @throws dev.bulla.core.UnavailableException when the broker does not answer in time
     */
    void unsubscribe();
}

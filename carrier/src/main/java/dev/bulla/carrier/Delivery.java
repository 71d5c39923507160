// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

/**
 * One message on its way through a {@link Reception}, as its carrier sees it: made by an adapter, called by the reception's threads. Compared
 * as an object.
 */
public interface Delivery {
    /** What arrived. */
    Arrival arrival();

    /** It is done with: the broker may forget it. Called once, after it was handled or is safe among the dead letters. */
    void done();

    /** It waits to be tried again: a broker that counts the time until an acknowledgement may be told that somebody works on it. */
    default void working() {}

    /** Whether waiting for it keeps others from being handled, as where a broker wants acknowledgements in order. */
    default boolean holdsUpOthers() {
        return false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Disposition;

/**
 * Handles what arrives, still sealed; {@link Handling} is the one to use. Called by as many threads at a time as the subscription has (one, unless
 * told otherwise), never by a network thread. It may take its time: the broker waits. The same message may come again, so it refuses what it
 * already handled, as opening with a replay table does.
 *
 * <p>An exception counts as {@link Disposition#DEAD_LETTER}, except {@link dev.bulla.core.UnavailableException}, which counts as
 * {@link Disposition#RETRY}.
 */
@FunctionalInterface
public interface Receiver {
    /** Looks at one message and says what becomes of it. */
    Disposition receive(Arrival arrival);
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;

/**
 * Handles sealed messages. Called by one thread at a time for each subscription, never by a network thread. It may take its time: the
 * broker waits. The same message may come again, so it refuses what it already handled, as opening with a replay table does.
 *
 * <p>An exception counts as {@link Disposition#DEAD_LETTER}, except {@link dev.bulla.core.UnavailableException}, which counts as
 * {@link Disposition#RETRY}.
 */
@FunctionalInterface
public interface Receiver {
    /** Looks at one message and says what becomes of it. */
    Disposition receive(Bytes sealed);
}

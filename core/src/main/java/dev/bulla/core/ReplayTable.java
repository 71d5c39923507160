// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;
import java.util.Optional;

/**
 * Which messages were handled ({@code spec/envelope.md} §10). Receivers that share an identity share the table. Safe for use by many threads.
 */
public interface ReplayTable {
    /** The state of one counter. */
    enum State {
        /** Nobody has it. */
        FREE,
        /** Somebody has it in hand. */
        IN_FLIGHT,
        /** It was handled. */
        DONE
    }

    /** The counters of one epoch for one receiving identity. */
    interface Window {
        /** The state of a counter. */
        State look(int counter, Instant now);

        /** Takes a free counter for {@code leaseUntil}; tells the state found: {@link State#FREE} means it is taken now. */
        State claim(int counter, Instant now, Instant leaseUntil);

        /** The message was handled: never again. */
        void done(int counter);

        /** The message was not handled: somebody else may. Gives back the lease that ends then, and nobody else's. */
        void release(int counter, Instant leaseUntil);
    }

    /** The counters of one epoch, if any of it was ever claimed. Takes no room. */
    Optional<Window> known(Identifier own, Identifier sender, Bytes epochId);

    /**
     * The counters of one epoch, making room for them. Called only for messages that were proven.
     *
     * @param keepUntil nothing of it is forgotten before
     * @return empty when there is no room: {@link Problem#REPLAY_FULL}
     */
    Optional<Window> window(Identifier own, Identifier sender, Bytes epochId, Instant keepUntil, Instant now);

    /** Messages created before this moment may have been handled without this table knowing: {@link Instant#MIN} when it is durable. */
    Instant since();
}

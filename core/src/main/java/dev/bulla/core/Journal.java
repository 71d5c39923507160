// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;

/**
 * What was done. Where the journal is mandatory and cannot be written, {@link #append} throws {@link UnavailableException}, and what it
 * was to note does not happen. Safe for use by many threads.
 */
public interface Journal {
    /** What happened. */
    enum Event {
        /** A message was sealed. */
        SEALED,
        /** A message was opened. */
        OPENED,
        /** A message was refused. */
        REFUSED
    }

    /**
     * One entry. It holds no content and no name.
     *
     * @param event what
     * @param at when
     * @param own the identity that acted
     * @param peer the sender of what was opened; for what was sealed, the identity itself
     * @param digest the message's name, D ({@code spec/envelope.md} §7); empty when it is not known
     * @param problem the code of the problem, or empty
     */
    record Entry(Event event, Instant at, Identifier own, Identifier peer, Bytes digest, String problem) {}

    /** Notes an entry. */
    void append(Entry entry);

    /** Whether this journal shows that the message of this name was accepted before its sender's keys were reported as stolen. */
    boolean accepted(Bytes digest);

    /** Notes nothing and remembers nothing. */
    static Journal none() {
        return new Journal() {
            @Override
            public void append(Entry entry) {}

            @Override
            public boolean accepted(Bytes digest) {
                return false;
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Handling;
import dev.bulla.core.Draft;
import dev.bulla.core.Outcome;
import dev.bulla.core.SealedMessage;

/**
 * Who seals and who opens, for what both sends and receives: {@code new Voice(party::seal, party::open)}.
 *
 * @param seals seals a draft
 * @param opens opens an envelope
 */
public record Voice(Seals seals, Handling.Opens opens) {
    /** What seals a draft. */
    @FunctionalInterface
    public interface Seals {
        /** Seals it, or says why not. */
        Outcome<SealedMessage> seal(Draft draft);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import java.nio.ByteBuffer;

/**
 * The card of an own identity as a file holds it ({@code spec/home.md} §4, {@code card}).
 *
 * @param next the commitment of the control key that signs the statement after the head; zeros when it is closed
 * @param card the card
 */
record OwnCard(Bytes next, Card card) {
    private static final int NEXT_BYTES = 32;

    static OwnCard decode(Safe safe, String place, byte[] plaintext) {
        Card card = safe.card(place, plaintext, NEXT_BYTES);
        return new OwnCard(Bytes.of(plaintext, 0, NEXT_BYTES), card);
    }

    byte[] encode(Safe safe) {
        byte[] encoded = safe.remembered(card);
        return ByteBuffer.allocate(NEXT_BYTES + encoded.length)
                .put(next.toArray())
                .put(encoded)
                .array();
    }
}

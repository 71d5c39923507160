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

    static OwnCard decode(String place, byte[] plaintext) {
        if (plaintext.length < NEXT_BYTES) {
            throw Safe.damaged(place);
        }
        Card card = Card.decode(Bytes.of(plaintext, NEXT_BYTES, plaintext.length - NEXT_BYTES))
                .<Card>fold(good -> good.value(), bad -> {
                    throw Safe.damaged(place);
                });
        return new OwnCard(Bytes.of(plaintext, 0, NEXT_BYTES), card);
    }

    byte[] encode() {
        byte[] encoded = card.encoded().toArray();
        return ByteBuffer.allocate(NEXT_BYTES + encoded.length)
                .put(next.toArray())
                .put(encoded)
                .array();
    }
}

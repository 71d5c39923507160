// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Somebody this process speaks and reads for: a card and its private keys.
 *
 * @param card the public side
 * @param keys the private side
 */
public record Identity(Card card, PrivateKeys keys) {
    /** The name nobody can take. */
    public Identifier identifier() {
        return card.identifier();
    }
}

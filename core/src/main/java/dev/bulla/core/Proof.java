// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a message proves its sender ({@code spec/envelope.md} §7). */
public enum Proof {
    /** One signature a message: proves the sender to every recipient and to a third party. The default. */
    SIGNATURE(0),
    /** One signature over up to 65,536 messages: proves as much as {@link #SIGNATURE} for a fraction of the work. */
    BATCH(1),
    /**
     * One signature an epoch, for exactly one recipient: the fastest. Proves the sender to that recipient only, while nobody
     * else holds his key; the content is deniable.
     */
    PAIRWISE(2);

    private final byte id;

    Proof(int id) {
        this.id = (byte) id;
    }

    /** The proof with this identifier on the wire. */
    static Optional<Proof> withId(int id) {
        return Arrays.stream(values()).filter(proof -> proof.id == id).findFirst();
    }

    /** The identifier on the wire. */
    byte id() {
        return id;
    }

    /** The name people use, lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

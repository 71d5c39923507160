// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Locale;

/** How a message proves its sender ({@code spec/envelope.md} §7). The ordinal is the wire's. */
public enum Proof {
    /** One signature a message: proves the sender to every recipient and to a third party. The default. */
    SIGNATURE,
    /** One signature over up to 65,536 messages: proves as much as {@link #SIGNATURE} for a fraction of the work. */
    BATCH,
    /**
     * One signature an epoch, for exactly one recipient: the fastest. Proves the sender to that recipient only, while nobody
     * else holds his key; the content is deniable.
     */
    PAIRWISE;

    /** The name people use, lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

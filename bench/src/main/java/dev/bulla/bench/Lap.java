// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Bytes;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import java.util.List;
import java.util.function.Supplier;

/**
 * Opens sealed messages one after the other, each once for each opener: the replay table is live, and every opening is marked as done. At the
 * end of the list a new opener, which knows nothing, begins again; what its first steps cost is spread over the list. Not for many threads.
 */
final class Lap {
    private final List<Bytes> envelopes;
    private final Expectation expectation;
    private final Supplier<Opener> openers;
    private Opener opener;
    private int next;

    Lap(List<Bytes> envelopes, Expectation expectation, Supplier<Opener> openers) {
        this.envelopes = List.copyOf(envelopes);
        this.expectation = expectation;
        this.openers = openers;
        this.opener = openers.get();
    }

    /** The content of the next message's only part. */
    Bytes next() {
        if (next == envelopes.size()) {
            next = 0;
            opener = openers.get();
        }
        Opened opened = opener.open(envelopes.get(next++), expectation).orThrow();
        Bytes body = opened.bytes("body");
        opened.done();
        return body;
    }
}

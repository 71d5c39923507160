// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** A counter taken from the replay table, to be marked or given back once. Safe for use by many threads. */
final class Lease implements Opened.Claim {
    private final ReplayTable.Window window;
    private final int counter;
    private final Instant until;
    private final AtomicBoolean settled = new AtomicBoolean();

    Lease(ReplayTable.Window window, int counter, Instant until) {
        this.window = window;
        this.counter = counter;
        this.until = until;
    }

    @Override
    public void done() {
        if (settled.compareAndSet(false, true)) {
            window.done(counter);
        }
    }

    @Override
    public void release() {
        if (settled.compareAndSet(false, true)) {
            window.release(counter, until);
        }
    }
}

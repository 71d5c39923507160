// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Identifier;
import dev.bulla.core.ReplayTable;
import java.time.Instant;
import java.util.Optional;

/** A replay table that notes what was handled and refuses nothing: a person said {@code --allow-replay}. */
record LenientReplay(ReplayTable table) implements ReplayTable {
    @Override
    public Optional<Window> known(Identifier own, Identifier sender, Bytes epochId) {
        return Optional.empty();
    }

    @Override
    public Optional<Window> window(Identifier own, Identifier sender, Bytes epochId, Instant keepUntil, Instant now) {
        return table.window(own, sender, epochId, keepUntil, now).map(Lenient::new);
    }

    @Override
    public Instant since() {
        return table.since();
    }

    /** Gives every counter to whoever asks. One that was handled stays handled. */
    private record Lenient(Window window) implements Window {
        @Override
        public State look(int counter, Instant now) {
            return State.FREE;
        }

        @Override
        public State claim(int counter, Instant now, Instant leaseUntil) {
            window.claim(counter, now, leaseUntil);
            return State.FREE;
        }

        @Override
        public void done(int counter) {
            window.done(counter);
        }

        @Override
        public void release(int counter, Instant leaseUntil) {
            window.release(counter, leaseUntil);
        }
    }
}

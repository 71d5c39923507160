// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A replay table in memory: it forgets everything when the process ends, and says so by {@link #since()}. At most {@value #MOST_WINDOWS} epochs, one sender
 * at most an eighth of them. Safe for use by many threads.
 */
public final class MemoryReplay implements ReplayTable {
    /** The most epochs it remembers; each takes at most 128 KiB. */
    public static final int MOST_WINDOWS = 8192;

    private final Instant since;
    private final int most;
    private final Map<Key, Marks> windows = new HashMap<>();
    private final Map<Identifier, Integer> bySender = new HashMap<>();

    private MemoryReplay(Instant since, int most) {
        this.since = since;
        this.most = most;
    }

    /** An empty table. */
    public static MemoryReplay of(Instant now) {
        return new MemoryReplay(now, MOST_WINDOWS);
    }

    static MemoryReplay of(Instant now, int most) {
        return new MemoryReplay(now, most);
    }

    private record Key(Identifier own, Bytes epochId) {}

    @Override
    public synchronized Optional<Window> known(Identifier own, Identifier sender, Bytes epochId) {
        return Optional.ofNullable(windows.get(new Key(own, epochId)));
    }

    @Override
    public synchronized Optional<Window> window(
            Identifier own, Identifier sender, Bytes epochId, Instant keepUntil, Instant now) {
        Key key = new Key(own, epochId);
        Marks known = windows.get(key);
        if (known != null) {
            known.prolong(keepUntil);
            return Optional.of(known);
        }
        if (full(sender)) {
            forget(now);
            if (full(sender)) {
                return Optional.empty();
            }
        }
        Marks fresh = new Marks(sender, keepUntil);
        windows.put(key, fresh);
        bySender.merge(sender, 1, Integer::sum);
        return Optional.of(fresh);
    }

    private boolean full(Identifier sender) {
        return windows.size() >= most || bySender.getOrDefault(sender, 0) >= Math.max(1, most / 8);
    }

    private void forget(Instant now) {
        windows.values().removeIf(marks -> {
            boolean over = marks.keepUntil.isBefore(now);
            if (over) {
                bySender.merge(marks.sender, -1, Integer::sum);
            }
            return over;
        });
        bySender.values().removeIf(count -> count <= 0);
    }

    @Override
    public Instant since() {
        return since;
    }

    /** The counters of one epoch, in pages, so that a lonely high counter costs little. */
    private static final class Marks implements Window {
        private static final int PAGE_BITS = 1 << 12;
        private static final int LEASES_BEFORE_SWEEP = 1 << 12;

        private final Identifier sender;
        private Instant keepUntil;
        private final Map<Integer, BitSet> done = new HashMap<>();
        private final Map<Integer, Instant> leases = new HashMap<>();
        private int sweepAt = LEASES_BEFORE_SWEEP;

        Marks(Identifier sender, Instant keepUntil) {
            this.sender = sender;
            this.keepUntil = keepUntil;
        }

        /** Called under the lock of the table. */
        void prolong(Instant until) {
            if (until.isAfter(keepUntil)) {
                keepUntil = until;
            }
        }

        @Override
        public synchronized State look(int counter, Instant now) {
            BitSet page = done.get(counter / PAGE_BITS);
            if (page != null && page.get(counter % PAGE_BITS)) {
                return State.DONE;
            }
            Instant lease = leases.get(counter);
            return lease != null && now.isBefore(lease) ? State.IN_FLIGHT : State.FREE;
        }

        @Override
        public synchronized State claim(int counter, Instant now, Instant leaseUntil) {
            State state = look(counter, now);
            if (state == State.FREE) {
                leases.put(counter, leaseUntil);
                sweep(now);
            }
            return state;
        }

        private void sweep(Instant now) {
            if (leases.size() > sweepAt) {
                leases.values().removeIf(until -> !now.isBefore(until));
                sweepAt = Math.max(LEASES_BEFORE_SWEEP, leases.size() * 2);
            }
        }

        @Override
        public synchronized void done(int counter) {
            leases.remove(counter);
            done.computeIfAbsent(counter / PAGE_BITS, page -> new BitSet()).set(counter % PAGE_BITS);
        }

        @Override
        public synchronized void release(int counter, Instant leaseUntil) {
            leases.remove(counter, leaseUntil);
        }
    }
}

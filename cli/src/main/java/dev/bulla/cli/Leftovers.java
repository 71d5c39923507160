// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has to be put right when a person ends the command with Ctrl-C: half-written files go, claims are released. The last one added is the
 * first one done. Safe for many threads.
 */
final class Leftovers {
    private final Deque<Duty> duties = new ArrayDeque<>();
    private @Nullable Thread hook;

    /** Something to do. */
    final class Duty {
        private final Runnable work;

        private Duty(Runnable work) {
            this.work = work;
        }

        /** There is nothing left to do. */
        void settle() {
            synchronized (Leftovers.this) {
                duties.remove(this);
            }
        }
    }

    /** Does this when the process is told to end before the duty is settled. */
    synchronized Duty add(Runnable work) {
        if (hook == null) {
            hook = new Thread(this::run, "bulla-leftovers");
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException endingAlready) {
                work.run();
            }
        }
        Duty duty = new Duty(work);
        duties.push(duty);
        return duty;
    }

    private void run() {
        while (true) {
            Duty duty;
            synchronized (this) {
                duty = duties.poll();
            }
            if (duty == null) {
                return;
            }
            try {
                duty.work.run();
            } catch (RuntimeException unimportant) {
                // the others still have their turn
            }
        }
    }

    /** The command is over: nothing is left. */
    synchronized void forget() {
        Thread waiting = hook;
        hook = null;
        if (waiting != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(waiting);
            } catch (IllegalStateException endingAlready) {
                // then it runs, and finds nothing
            }
        }
    }
}

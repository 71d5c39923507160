// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Problem;

/** Keeps what a watch throws away from the carrier: being told must not change what happens. */
record GuardedWatch(Watch watch) implements Watch {
    @Override
    public void connected(boolean sessionKept) {
        quietly(() -> watch.connected(sessionKept));
    }

    @Override
    public void disconnected(Problem problem, Throwable cause) {
        quietly(() -> watch.disconnected(problem, cause));
    }

    @Override
    public void received(String topic) {
        quietly(() -> watch.received(topic));
    }

    @Override
    public void opened(String topic, long nanos) {
        quietly(() -> watch.opened(topic, nanos));
    }

    @Override
    public void refused(String topic, Problem problem) {
        quietly(() -> watch.refused(topic, problem));
    }

    @Override
    public void acceptedPlain(String topic) {
        quietly(() -> watch.acceptedPlain(topic));
    }

    @Override
    public void handled(String topic, long nanos) {
        quietly(() -> watch.handled(topic, nanos));
    }

    @Override
    public void retrying(String topic, int attempts) {
        quietly(() -> watch.retrying(topic, attempts));
    }

    @Override
    public void deadLettered(String topic, DeadLetters.Reason reason) {
        quietly(() -> watch.deadLettered(topic, reason));
    }

    @Override
    public void deadLettersFailed(String topic, Throwable cause) {
        quietly(() -> watch.deadLettersFailed(topic, cause));
    }

    @Override
    public void stopped(String topic) {
        quietly(() -> watch.stopped(topic));
    }

    @Override
    public void dropped(String topic) {
        quietly(() -> watch.dropped(topic));
    }

    private static void quietly(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException itsOwnAffair) {
            // The message goes on.
        }
    }
}

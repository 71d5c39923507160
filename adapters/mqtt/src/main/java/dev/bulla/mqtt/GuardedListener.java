// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import dev.bulla.core.Problem;

/** Keeps what a listener throws away from the loops: being told must not change what happens. */
final class GuardedListener implements MqttListener {
    private final MqttListener listener;

    GuardedListener(MqttListener listener) {
        this.listener = listener;
    }

    @Override
    public void connected(boolean sessionKept) {
        quietly(() -> listener.connected(sessionKept));
    }

    @Override
    public void disconnected(Problem problem, Throwable cause) {
        quietly(() -> listener.disconnected(problem, cause));
    }

    @Override
    public void retrying(String topic, int attempts) {
        quietly(() -> listener.retrying(topic, attempts));
    }

    @Override
    public void deadLettered(String topic, DeadLetters.Reason reason) {
        quietly(() -> listener.deadLettered(topic, reason));
    }

    @Override
    public void deadLettersFailed(String topic, Throwable cause) {
        quietly(() -> listener.deadLettersFailed(topic, cause));
    }

    @Override
    public void dropped(String topic) {
        quietly(() -> listener.dropped(topic));
    }

    private static void quietly(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException itsOwnAffair) {
            // The message goes on.
        }
    }
}

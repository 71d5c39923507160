// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One connection in one of the two protocols, that comes back by itself. */
interface Link extends AutoCloseable {
    /** Completes when the broker has it; fails with what {@link Troubles} makes of it. */
    CompletableFuture<Void> send(String topic, Bytes sealed);

    /** Hands over what arrives, unacknowledged, until the answer is closed. */
    Consuming consume(String topic, String group, int window, Consumer<Delivery> taker);

    @Override
    void close();

    /** What arrives from one topic. */
    interface Consuming {
        /** No more comes; what came can still be acknowledged. */
        void pause();

        /** Leaves it; what was not acknowledged goes back to the broker. */
        void end();
    }
}

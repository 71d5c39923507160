// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one partition that are here and not committed: what may be committed is what lies before the first that is not done. Safe for many threads.
 */
final class Stretch {
    private final TopicPartition partition;
    private final int window;
    private final Deque<Held> held = new ArrayDeque<>();
    private long committable = -1;
    private long committed = -1;
    private long handled;

    Stretch(TopicPartition partition, int window) {
        this.partition = partition;
        this.window = window;
    }

    /** One record. Compared as an object. */
    private final class Held implements Delivery {
        private final Arrival arrival;
        private final long offset;
        private final long handledBefore;
        private boolean done;

        Held(ConsumerRecord<byte[], byte[]> from, long handledBefore) {
            byte[] value = from.value();
            this.arrival = new Arrival(from.topic(), value == null ? Bytes.EMPTY : Bytes.of(value), Map.of());
            this.offset = from.offset();
            this.handledBefore = handledBefore;
        }

        @Override
        public Arrival arrival() {
            return arrival;
        }

        @Override
        public void done() {
            finish(this);
        }

        @Override
        public boolean holdsUpOthers() {
            return stuck(this);
        }
    }

    synchronized Delivery add(ConsumerRecord<byte[], byte[]> from) {
        Held one = new Held(from, handled);
        held.add(one);
        return one;
    }

    private synchronized void finish(Held one) {
        one.done = true;
        handled++;
        while (!held.isEmpty() && held.element().done) {
            committable = held.remove().offset + 1;
        }
        notifyAll();
    }

    private synchronized boolean stuck(Held one) {
        return one.equals(held.peek()) && full() && handled > one.handledBefore;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether nothing more is to be fetched. */
    synchronized boolean full() {
        return held.size() >= window;
    }

    /** Whether there is room again, enough to be worth a fetch. */
    synchronized boolean roomy() {
        return held.size() <= window / 2;
    }

    /** The offset to commit, or -1 when there is nothing new. */
    synchronized long news() {
        return committable > committed ? committable : -1;
    }

    /** The offset that may be committed, or -1. */
    synchronized long committable() {
        return committable;
    }

    synchronized void committed(long offset) {
        committed = Math.max(committed, offset);
    }

    /** Waits until all is done, or the time is over. */
    synchronized void settle(long deadlineNanos) throws InterruptedException {
        while (!held.isEmpty()) {
            long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}

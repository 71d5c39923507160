// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.Reception;
import dev.bulla.carrier.Subscription;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One topic of one group: a thread that polls without end, so that the group never counts it as gone, hands records to the {@link Reception} and commits in the order of
 * offsets what was done. A partition whose window is full is paused. One that is taken away is committed first, after what is in hand of it had a moment to
 * finish; what then is still in hand may be handled by the next owner too.
 */
final class Consuming implements Subscription {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(5);

    private final String topic;
    private final Map<String, Object> properties;
    private final int window;
    private final Reception reception;
    private final Watch watch;
    private final Backoff backoff;
    private final Duration drainTimeout;
    private final Consumer<Consuming> ended;
    private final Map<TopicPartition, Stretch> stretches = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean drained;

    Consuming(
            String topic,
            Map<String, Object> properties,
            Reception reception,
            KafkaOptions options,
            Backoff backoff,
            Consumer<Consuming> ended) {
        this.topic = topic;
        this.properties = properties;
        this.window = options.receiveWindow();
        this.reception = reception;
        this.watch = options.watch();
        this.backoff = backoff;
        this.drainTimeout = options.drainTimeout();
        this.ended = ended;
        this.thread = new Thread(this::run, "bulla-kafka-poll");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public long handled() {
        return reception.handled();
    }

    @Override
    public int waiting() {
        return reception.waiting();
    }

    /** Leaves the group. Its offsets stay with the broker: whoever joins it next goes on from there. */
    @Override
    public void unsubscribe() {
        close(drainTimeout);
        ended.accept(this);
    }

    /** Takes nothing more, lets the receiver finish, commits and leaves. */
    void close(Duration limit) {
        closed = true;
        var unused = reception.drain(limit);
        drained = true;
        try {
            thread.join(COMMIT_LIMIT.toMillis() + 2 * POLL.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        for (int attempt = 0; !drained; attempt++) {
            long start = System.nanoTime();
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(topic), new Rebalances(consumer));
                poll(consumer);
            } catch (WakeupException | org.apache.kafka.common.errors.InterruptException stop) {
                return;
            } catch (KafkaException failed) {
                RuntimeException said = Client.problem(failed);
                Problem problem =
                        said instanceof ProblemException permanent ? permanent.problem() : Problem.BROKER_UNAVAILABLE;
                watch.disconnected(problem, failed);
                if (System.nanoTime() - start > Backoff.LONGEST.toNanos()) {
                    attempt = 0;
                }
                pause(backoff.before(attempt));
            } finally {
                stretches.clear();
            }
        }
    }

    private void pause(Duration span) {
        long end = System.nanoTime() + span.toNanos();
        try {
            while (!drained && System.nanoTime() < end) {
                Thread.sleep(POLL.toMillis());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll(KafkaConsumer<byte[], byte[]> consumer) {
        while (!drained) {
            if (closed || reception.stopped()) {
                consumer.pause(consumer.assignment());
            }
            for (ConsumerRecord<byte[], byte[]> arrived : consumer.poll(POLL)) {
                Stretch stretch = stretches.computeIfAbsent(
                        new TopicPartition(arrived.topic(), arrived.partition()), p -> new Stretch(p, window));
                reception.offer(stretch.add(arrived));
            }
            for (Stretch stretch : stretches.values()) {
                if (stretch.full()) {
                    consumer.pause(List.of(stretch.partition()));
                } else if (stretch.roomy() && !closed && !reception.stopped()) {
                    consumer.resume(List.of(stretch.partition()));
                }
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = offsets(stretches.keySet());
            if (!offsets.isEmpty()) {
                noted(offsets);
                consumer.commitAsync(offsets, (tried, failed) -> {
                    if (failed != null) {
                        forgotten.addAll(tried.keySet());
                    }
                });
            }
            again(consumer);
        }
        Map<TopicPartition, OffsetAndMetadata> last = all(stretches.keySet());
        if (!last.isEmpty()) {
            consumer.commitSync(last, COMMIT_LIMIT);
        }
    }

    /** Partitions whose last commit failed; used by the polling thread only. */
    private final List<TopicPartition> forgotten = new ArrayList<>();

    /** A commit that failed is repeated with the newest offset. */
    private void again(KafkaConsumer<byte[], byte[]> consumer) {
        if (forgotten.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = all(forgotten);
        forgotten.clear();
        offsets.keySet().retainAll(consumer.assignment());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (tried, failed) -> {
                if (failed != null) {
                    forgotten.addAll(tried.keySet());
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Stretch stretch = stretches.get(partition);
            if (stretch != null && stretch.news() >= 0) {
                offsets.put(partition, new OffsetAndMetadata(stretch.news()));
            }
        }
        return offsets;
    }

    /** What may be committed, whether it was or not. */
    private Map<TopicPartition, OffsetAndMetadata> all(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Stretch stretch = stretches.get(partition);
            if (stretch != null && stretch.committable() >= 0) {
                offsets.put(partition, new OffsetAndMetadata(stretch.committable()));
            }
        }
        return offsets;
    }

    private void noted(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Stretch stretch = stretches.get(partition);
            if (stretch != null) {
                stretch.committed(offset.offset());
            }
        });
    }

    /** Runs inside {@code poll}, on its thread. */
    private final class Rebalances implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Rebalances(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            long deadline = System.nanoTime() + SETTLE.toNanos();
            try {
                for (TopicPartition partition : partitions) {
                    Stretch stretch = stretches.get(partition);
                    if (stretch != null && !drained && !reception.stopped()) {
                        stretch.settle(deadline);
                    }
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = all(partitions);
            stretches.keySet().removeAll(partitions);
            if (!offsets.isEmpty()) {
                try {
                    consumer.commitSync(offsets, COMMIT_LIMIT);
                } catch (KafkaException notCommitted) {
                    // The next owner reads some of it again.
                }
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            stretches.keySet().removeAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                watch.connected(true);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Draft;
import dev.bulla.core.Outcome;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Records on their way to one signature: a bounded queue, and one thread that seals what is there and hands it on, in order. */
final class BatchSealer {
    private static final int BATCHES_WAITING = 16;
    private static final int LEAST_WAITING = 1024;

    private final Sealing sealing;
    private final Producer<byte[], byte[]> producer;
    private final int records;
    private final long lingerNanos;
    private final long patienceMillis;
    private final BlockingQueue<Waiting> queue;
    private final AtomicReference<@Nullable SealedRecordException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;
    /** Somebody waits for the queue to be empty: nobody lingers. */
    private volatile int hurry;

    BatchSealer(Sealing sealing, Producer<byte[], byte[]> producer, int records, Duration linger, long patienceMillis) {
        this.sealing = sealing;
        this.producer = producer;
        this.records = records;
        this.lingerNanos = linger.toNanos();
        this.patienceMillis = patienceMillis;
        this.queue = new ArrayBlockingQueue<>(Math.max(LEAST_WAITING, Math.min(records, 4096) * BATCHES_WAITING));
        this.thread = new Thread(this::run, "bulla-kafka-seal");
        thread.setDaemon(true);
        thread.start();
    }

    /** A record, or a mark: everything before it was handed on. Compared as an object. */
    private static final class Waiting {
        private final @Nullable ProducerRecord<byte[], byte[]> plain;
        private final Callback callback;
        private final CompletableFuture<RecordMetadata> answer = new CompletableFuture<>();

        Waiting(@Nullable ProducerRecord<byte[], byte[]> plain, Callback callback) {
            this.plain = plain;
            this.callback = callback;
        }
    }

    CompletableFuture<RecordMetadata> offer(ProducerRecord<byte[], byte[]> plain, Callback callback) {
        Waiting waiting = new Waiting(plain, callback == null ? (metadata, failed) -> {} : callback);
        put(waiting);
        return waiting.answer;
    }

    private void put(Waiting waiting) {
        if (closed) {
            throw new IllegalStateException("this producer is closed");
        }
        try {
            if (!queue.offer(waiting, patienceMillis, TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("too many records wait to be sealed and sent");
            }
        } catch (InterruptedException stop) {
            throw new InterruptException(stop);
        }
    }

    /** Waits until everything offered before was handed to the producer, or failed. */
    void drain() {
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        Waiting mark = new Waiting(null, (metadata, failed) -> {});
        synchronized (this) {
            hurry++;
        }
        try {
            put(mark);
            mark.answer.join();
        } finally {
            synchronized (this) {
                hurry--;
            }
        }
    }

    /** Throws what kept a record from being sealed since {@link #forgive}. */
    void check() {
        SealedRecordException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    void forgive() {
        failure.set(null);
    }

    void close(Duration timeout) {
        if (!closed) {
            closed = true;
            // Wakes the thread; a full queue means that it is awake.
            boolean unused = queue.offer(new Waiting(null, (metadata, failed) -> {}));
        }
        try {
            thread.join(Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE)));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>(records);
        while (!closed || !queue.isEmpty()) {
            try {
                batch.clear();
                gather(batch);
            } catch (InterruptedException notOurs) {
                // Nobody interrupts this thread to stop it; what was gathered is sealed.
            }
            sealAndSend(batch);
        }
        // One that came between the look at `closed` and the end.
        queue.forEach(late -> fail(late, new IllegalStateException("this producer is closed")));
    }

    private void gather(List<Waiting> batch) throws InterruptedException {
        Waiting first = closed ? queue.poll() : queue.take();
        if (first == null) {
            return;
        }
        batch.add(first);
        long deadline = System.nanoTime() + lingerNanos;
        while (batch.size() < records) {
            if (queue.drainTo(batch, records - batch.size()) > 0) {
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || hurry > 0 || closed) {
                return;
            }
            Waiting next = queue.poll(left, TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
        }
    }

    private void sealAndSend(List<Waiting> batch) {
        List<Waiting> drafted = new ArrayList<>(batch.size());
        List<Draft> drafts = new ArrayList<>(batch.size());
        for (Waiting waiting : batch) {
            ProducerRecord<byte[], byte[]> plain = waiting.plain;
            if (plain != null && plain.value() != null) {
                try {
                    drafts.add(sealing.draft(plain.topic(), plain.headers(), plain.value()));
                    drafted.add(waiting);
                } catch (RuntimeException misuse) {
                    fail(waiting, misuse);
                }
            }
        }
        List<Outcome<SealedMessage>> outcomes;
        try {
            outcomes = drafts.isEmpty() ? List.of() : sealing.party().sealBatch(drafts);
        } catch (RuntimeException broken) {
            drafted.forEach(waiting -> fail(waiting, broken));
            outcomes = List.of();
        }
        int next = 0;
        for (Waiting waiting : batch) {
            if (waiting.answer.isDone()) {
                continue;
            }
            ProducerRecord<byte[], byte[]> plain = waiting.plain;
            if (plain == null) {
                waiting.answer.complete(NOTHING);
            } else if (plain.value() == null) {
                send(waiting, plain);
            } else {
                sealed(waiting, plain, outcomes.get(next++));
            }
        }
    }

    private void sealed(Waiting waiting, ProducerRecord<byte[], byte[]> plain, Outcome<SealedMessage> outcome) {
        try {
            byte[] envelope = Sealing.envelope(plain.topic(), outcome);
            send(
                    waiting,
                    new ProducerRecord<>(
                            plain.topic(),
                            plain.partition(),
                            plain.timestamp(),
                            plain.key(),
                            envelope,
                            plain.headers()));
        } catch (SealedRecordException notSealed) {
            fail(waiting, notSealed);
        }
    }

    private void send(Waiting waiting, ProducerRecord<byte[], byte[]> record) {
        try {
            Future<RecordMetadata> unused = producer.send(record, (metadata, failed) -> {
                if (failed == null) {
                    waiting.answer.complete(metadata);
                } else {
                    waiting.answer.completeExceptionally(failed);
                }
                waiting.callback.onCompletion(metadata, failed);
            });
        } catch (RuntimeException refused) {
            fail(waiting, refused);
        }
    }

    /** Tells everybody who asked, and the transaction. */
    private void fail(Waiting waiting, RuntimeException cause) {
        SealedRecordException failed = known(waiting, cause);
        failure.compareAndSet(null, failed);
        waiting.answer.completeExceptionally(failed);
        ProducerRecord<byte[], byte[]> plain = waiting.plain;
        if (plain == null) {
            return;
        }
        int partition = plain.partition() == null ? RecordMetadata.UNKNOWN_PARTITION : plain.partition();
        try {
            waiting.callback.onCompletion(metadata(new TopicPartition(plain.topic(), partition)), failed);
        } catch (RuntimeException theirs) {
            // As the Kafka client does: a callback that throws changes nothing.
        }
    }

    private static SealedRecordException known(Waiting waiting, RuntimeException cause) {
        if (cause instanceof SealedRecordException said) {
            return said;
        }
        String topic = waiting.plain == null ? "none" : waiting.plain.topic();
        dev.bulla.core.Problem problem =
                cause instanceof UnavailableException down ? down.problem() : dev.bulla.core.Problem.FAILED;
        return new SealedRecordException(problem, "topic " + topic, cause);
    }

    private static final RecordMetadata NOTHING = metadata(new TopicPartition("", RecordMetadata.UNKNOWN_PARTITION));

    private static RecordMetadata metadata(TopicPartition where) {
        return new RecordMetadata(where, -1, -1, -1, -1, -1);
    }
}

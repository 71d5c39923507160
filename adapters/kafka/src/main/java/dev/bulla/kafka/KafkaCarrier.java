// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.Carrier;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Receiver;
import dev.bulla.carrier.Reception;
import dev.bulla.carrier.Subscription;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Carries sealed bytes as the values of Kafka records, each way at least once: what it sends, all replicas in step have acknowledged; what it receives is
 * committed after it was handled, in the order of offsets. It reads nothing of them.
 *
 * <p>The Kafka client reconnects by itself. Safe for many threads. What fails: {@link dev.bulla.core.UnavailableException} when no broker answers,
 * {@link ProblemException} when one, or this side, refuses for good. How groups, retries and dead letters work: {@code docs/guide/kafka.md}.
 */
public final class KafkaCarrier implements Carrier {
    /** What a record costs beside its value, at most: key, headers, batch. */
    private static final int RECORD_BYTES = 1024;
    /** The largest dead letter; larger ones stay with the broker. */
    private static final int MOST_BURIED_BYTES = 32 << 20;

    private final Client client;
    private final KafkaOptions options;
    private final Backoff backoff = Backoff.usual();
    private final Producer<byte[], byte[]> producer;
    /** Of all it sends, so that it stays in one partition and in order. */
    private final byte[] key = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);

    private final Set<Consuming> subscriptions = ConcurrentHashMap.newKeySet();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "bulla-kafka-sent");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    private KafkaCarrier(Client client, KafkaOptions options) {
        this.client = client;
        this.options = options;
        // Dead letters the broker took once: only its own limit counts.
        this.producer = client.producer(Math.max(options.maxMessageBytes(), MOST_BURIED_BYTES) + RECORD_BYTES);
    }

    /**
     * Connects to a cluster.
     *
     * @throws dev.bulla.core.UnavailableException when no broker answers within the time of the options
     * @throws ProblemException {@code FORBIDDEN} for a wrong user or password, {@code NOT_AUTHENTIC} for a certificate that is not accepted
     * @throws IllegalArgumentException when a user is named and there is no password, or it would cross a network unprotected
     */
    public static KafkaCarrier open(KafkaAddress address, KafkaOptions options) {
        Client client = new Client(address, options);
        client.check();
        return new KafkaCarrier(client, options);
    }

    @Override
    public void send(String topic, Bytes sealed) {
        await(sendAsync(topic, sealed));
    }

    /**
     * Sends without waiting for the broker; waits only while Kafka's client has no room. Messages of one carrier to a topic stay in the order sent, unless the options
     * spread them.
     *
     * @throws ProblemException {@code LIMIT_EXCEEDED} when it is too large for this side; for the broker, the future fails so
     */
    @Override
    public CompletableFuture<Void> sendAsync(String topic, Bytes sealed) {
        if (sealed.size() > options.maxMessageBytes()) {
            throw new ProblemException(
                    Problem.LIMIT_EXCEEDED, sealed.size() + " bytes; at most " + options.maxMessageBytes() + " here");
        }
        return produce(new ProducerRecord<>(topic, options.spread() ? null : key, sealed.toArray()));
    }

    private CompletableFuture<Void> produce(ProducerRecord<byte[], byte[]> out) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (closed) {
            throw Client.unavailable(new IllegalStateException("this carrier is closed"));
        }
        try {
            Future<RecordMetadata> unused = producer.send(out, (metadata, failed) -> {
                Runnable completion = failed == null
                        ? () -> answer.complete(null)
                        : () -> answer.completeExceptionally(Client.problem(failed));
                try {
                    answers.execute(completion);
                } catch (RejectedExecutionException closing) {
                    completion.run();
                }
            });
        } catch (RuntimeException refused) {
            throw Client.problem(refused);
        }
        return answer;
    }

    private void await(CompletableFuture<Void> answer) {
        try {
            answer.get(options.sendTimeout().toMillis() + 1_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw Client.problem(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw Client.unavailable(stop);
        }
    }

    /** The options' limit; the broker's own is known when it refuses. */
    @Override
    public int maxMessageBytes(String topic) {
        return options.maxMessageBytes();
    }

    /**
     * Receives from a topic, from the offset its group committed last, or from the beginning of the log for a new group.
     *
     * @param group the consumer group; when empty that of the options, the address, or {@code bulla}. Readers that each want all messages use groups of their own
     * @throws IllegalArgumentException when the options name no place for dead letters
     */
    @Override
    public Subscription receive(String topic, String group, Receiver receiver) {
        Reception.Rules rules = new Reception.Rules(deadLetters(), options.retryFor(), backoff, options.threads());
        Reception reception = Reception.of(topic, limited(receiver), rules, options.watch());
        String name = group.isEmpty() ? client.group() : group;
        Consuming consuming =
                new Consuming(topic, client.consuming(name), reception, options, backoff, subscriptions::remove);
        subscriptions.add(consuming);
        return consuming;
    }

    /** What is larger than agreed is not even looked at. */
    private Receiver limited(Receiver receiver) {
        return arrival -> {
            if (arrival.sealed().size() > options.maxMessageBytes()) {
                options.watch().refused(arrival.source(), Problem.LIMIT_EXCEEDED);
                return Disposition.DEAD_LETTER;
            }
            return receiver.receive(arrival);
        };
    }

    private DeadLetters deadLetters() {
        return options.deadLetters()
                .or(() -> options.deadLetterTopic()
                        .map(topic -> (from, letter, reason) -> bury(topic, from, letter, reason)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a receiver needs a place for dead letters: deadLetters(..) or deadLetterTopic(..)"));
    }

    private void bury(String topic, String from, Bytes sealed, DeadLetters.Reason reason) {
        RecordHeaders hints = new RecordHeaders();
        hints.add("bulla-topic", from.getBytes(StandardCharsets.UTF_8));
        hints.add("bulla-reason", reason.name().getBytes(StandardCharsets.US_ASCII));
        await(produce(new ProducerRecord<>(topic, null, null, key, sealed.toArray(), hints)));
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + options.drainTimeout().toNanos();
        for (Consuming subscription : subscriptions) {
            subscription.close(left(deadline));
        }
        closed = true;
        producer.close(left(deadline));
        answers.shutdown();
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}

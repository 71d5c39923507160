// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Messages the broker has not yet acknowledged: bounded in bytes, kept through reconnects by the client library. Answers are given by one
 * thread of its own, never a network thread, so that a caller who waits in one harms only answers.
 */
final class Outbox {
    private static final String CONTENT_TYPE = "application/bulla";
    /** What a waiting message costs beside its payload, about. */
    private static final int OBJECT_BYTES = 512;
    /** The most the hints of a dead letter take: two names, 128 characters and a reason. */
    private static final int HINT_BYTES = 512;

    private final Connection connection;
    private final MqttOptions options;
    private final Semaphore room;
    private final Set<CompletableFuture<Mqtt5PubAckReasonCode>> unanswered = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<Mqtt5PublishResult>> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "bulla-mqtt-sent");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    Outbox(Connection connection, MqttOptions options) {
        this.connection = connection;
        this.options = options;
        this.room = new Semaphore(options.maxInFlightBytes(), true);
    }

    /** The largest message for a topic: the smaller of both sides' limits. */
    int maxMessageBytes(MqttTopic topic) {
        return Math.min(options.maxMessageBytes(), connection.brokerRoomBytes(topic));
    }

    /** Sends; waits only for room. */
    CompletableFuture<Mqtt5PubAckReasonCode> send(MqttTopic topic, Bytes sealed) {
        return send(topic, sealed, Map.of(), maxMessageBytes(topic));
    }

    /** Sends what was received, which the broker took once: only its limit counts, and the hints go along where they fit. */
    CompletableFuture<Mqtt5PubAckReasonCode> bury(MqttTopic topic, Bytes sealed, Map<String, String> hints) {
        int room = connection.brokerRoomBytes(topic);
        return send(topic, sealed, sealed.size() + HINT_BYTES <= room ? hints : Map.of(), room);
    }

    private CompletableFuture<Mqtt5PubAckReasonCode> send(
            MqttTopic topic, Bytes sealed, Map<String, String> hints, int limit) {
        if (sealed.size() > limit) {
            throw new ProblemException(Problem.LIMIT_EXCEEDED, sealed.size() + " bytes; at most " + limit + " here");
        }
        int permits = Math.min(options.maxInFlightBytes(), sealed.size() + OBJECT_BYTES);
        takeRoom(permits);
        CompletableFuture<Mqtt5PubAckReasonCode> answer = new CompletableFuture<>();
        unanswered.add(answer);
        if (closed) {
            room.release(permits);
            unanswered.remove(answer);
            throw Refusals.unavailable(new IllegalStateException("this carrier is closed"));
        }
        CompletableFuture<Mqtt5PublishResult> publish = connection.publish(message(topic, sealed, hints));
        underWay.add(publish);
        publish.whenComplete((result, failed) -> {
            underWay.remove(publish);
            room.release(permits);
            answer(answer, () -> {
                if (failed == null) {
                    answer.complete(Connection.word(result));
                } else {
                    answer.completeExceptionally(Refusals.of(failed));
                }
            });
        });
        return answer;
    }

    /** Waits for the broker's word on all; what stays without one fails. */
    void close(Duration limit) {
        closed = true;
        try {
            CompletableFuture.allOf(unanswered.toArray(CompletableFuture<?>[]::new))
                    .handle((done, failed) -> done)
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Told below.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        for (CompletableFuture<Mqtt5PubAckReasonCode> answer : unanswered) {
            answer(
                    answer,
                    () -> answer.completeExceptionally(
                            Refusals.unavailable(new IllegalStateException("closed before the broker acknowledged"))));
        }
        underWay.forEach(publish -> publish.cancel(false));
        answers.shutdown();
    }

    private void answer(CompletableFuture<?> answer, Runnable completion) {
        unanswered.remove(answer);
        try {
            answers.execute(completion);
        } catch (RejectedExecutionException closing) {
            completion.run();
        }
    }

    private void takeRoom(int permits) {
        try {
            if (!room.tryAcquire(permits, options.sendTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refusals.unavailable(new TimeoutException("too many messages wait for the broker"));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw Refusals.unavailable(stop);
        }
    }

    private static Mqtt5Publish message(MqttTopic topic, Bytes sealed, Map<String, String> hints) {
        Mqtt5PublishBuilder.Complete message = Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType(CONTENT_TYPE)
                .payload(sealed.buffer());
        hints.forEach((name, value) -> message.userProperties().add(name, value).applyUserProperties());
        return message.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
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
import org.jspecify.annotations.Nullable;

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
    private final Set<Sending> underWay = ConcurrentHashMap.newKeySet();
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
        if (closed) {
            room.release(permits);
            throw Refusals.unavailable(new IllegalStateException("this carrier is closed"));
        }
        Sending sending = new Sending(connection.publish(message(topic, sealed, hints)));
        underWay.add(sending);
        CompletableFuture<Mqtt5PublishResult> unused = sending.publish.whenComplete((result, failed) -> {
            underWay.remove(sending);
            room.release(permits);
            answer(sending.answer, result, failed);
        });
        if (closed) {
            sending.giveUp();
        }
        return sending.answer;
    }

    /** Waits for the broker's word on all; what stays without one fails. */
    void close(Duration limit) {
        closed = true;
        CompletableFuture<?>[] waiting =
                underWay.stream().map(sending -> sending.answer).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(waiting).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Each caller is told below, or was.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        underWay.forEach(Sending::giveUp);
        answers.shutdown();
    }

    private void answer(
            CompletableFuture<Mqtt5PubAckReasonCode> answer,
            @Nullable Mqtt5PublishResult result,
            @Nullable Throwable failed) {
        Runnable completion = () -> {
            if (result != null) {
                answer.complete(Connection.word(result));
            } else {
                answer.completeExceptionally(Refusals.of(failed == null ? new IllegalStateException() : failed));
            }
        };
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
        Mqtt5UserPropertiesBuilder properties = Mqtt5UserProperties.builder();
        for (Map.Entry<String, String> hint : hints.entrySet()) {
            properties = properties.add(hint.getKey(), hint.getValue());
        }
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType(CONTENT_TYPE)
                .userProperties(properties.build())
                .payload(sealed.buffer())
                .build();
    }

    /** One message until the broker's word; compared as an object. */
    private static final class Sending {
        private final CompletableFuture<Mqtt5PublishResult> publish;
        private final CompletableFuture<Mqtt5PubAckReasonCode> answer = new CompletableFuture<>();

        private Sending(CompletableFuture<Mqtt5PublishResult> publish) {
            this.publish = publish;
        }

        /** Cancels, which also gives back a thread of the library, and so answers that the broker is unavailable. */
        private void giveUp() {
            publish.cancel(false);
        }
    }
}

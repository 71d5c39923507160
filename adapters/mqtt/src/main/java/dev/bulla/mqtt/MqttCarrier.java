// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.Carrier;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Delivery;
import dev.bulla.carrier.Receiver;
import dev.bulla.carrier.Reception;
import dev.bulla.carrier.Subscription;
import dev.bulla.core.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Carries sealed bytes over MQTT 5, each way at least once (QoS 1): nothing that the broker acknowledged or handed over is lost by this
 * side, and anything may come twice. It reads nothing and adds nothing but the content type {@code application/bulla}.
 *
 * <p>A lost connection comes back by itself, after 100 ms to 30 s; meanwhile sending waits. Safe for many threads. What fails:
 * {@link dev.bulla.core.UnavailableException} when the broker does not answer, {@link dev.bulla.core.ProblemException} when it, or this
 * side, refuses for good. How acknowledgement, retry and dead letters work: {@code docs/guide/mqtt.md}.
 */
public final class MqttCarrier implements Carrier {
    /** How long a message of a kept session waits for a receiver that wants it. */
    static final Duration CLAIM_LIMIT = Duration.ofSeconds(30);

    private final MqttOptions options;
    private final Backoff backoff;
    private final Inbox inbox;
    private final Connection connection;
    private final Outbox outbox;
    private final ScheduledExecutorService sweeper;

    private MqttCarrier(MqttOptions options, Backoff backoff, Inbox inbox, Connection connection) {
        this.options = options;
        this.backoff = backoff;
        this.inbox = inbox;
        this.connection = connection;
        this.outbox = new Outbox(connection, options);
        this.sweeper = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "bulla-mqtt-unclaimed");
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused = sweeper.scheduleWithFixedDelay(this::buryUnclaimed, 5, 5, TimeUnit.SECONDS);
    }

    /**
     * Connects to a broker.
     *
     * @throws dev.bulla.core.UnavailableException when it does not answer within the time of the options
     * @throws dev.bulla.core.ProblemException {@code FORBIDDEN} for a wrong user or password, {@code NOT_AUTHENTIC} for a certificate
     *     that is not accepted, {@code VERSION_UNKNOWN} when it does not speak MQTT 5
     * @throws IllegalArgumentException when a user is named and there is no password, or it would cross a network unprotected
     */
    public static MqttCarrier open(MqttAddress address, MqttOptions options) {
        Backoff backoff = Backoff.usual();
        Inbox inbox = new Inbox(options.receiveWindow(), options.watch());
        Connection connection = Connection.open(address, options, backoff, inbox);
        return new MqttCarrier(options, backoff, inbox, connection);
    }

    /**
     * Sends, and returns when the broker has acknowledged. That says the broker has it, not that anybody receives it.
     *
     * @throws dev.bulla.core.UnavailableException when it did not within the send time; it may still arrive
     * @throws dev.bulla.core.ProblemException {@code LIMIT_EXCEEDED} when it is too large for this side or the broker,
     *     {@code FORBIDDEN} when the broker does not let this user send there
     */
    @Override
    public void send(String topic, Bytes sealed) {
        Connection.await(outbox.send(Topics.name(topic), sealed), options.sendTimeout());
    }

    /**
     * Sends without waiting for the broker; waits only while more is under way than the options allow. The future completes when the
     * broker has acknowledged, however often the connection is lost before, or fails as {@link #send} does. Messages of one caller
     * arrive in the order sent, unless a lost connection makes some come twice.
     *
     * @throws dev.bulla.core.UnavailableException when there was no room within the send time
     * @throws dev.bulla.core.ProblemException {@code LIMIT_EXCEEDED} when it is too large for this side or the broker
     */
    @Override
    public CompletableFuture<Void> sendAsync(String topic, Bytes sealed) {
        return outbox.send(Topics.name(topic), sealed).thenApply(word -> null);
    }

    /** The largest sealed message this side and the broker take on a topic, in bytes. */
    @Override
    public int maxMessageBytes(String topic) {
        return outbox.maxMessageBytes(Topics.name(topic));
    }

    /**
     * Receives from a topic, or from all that a filter with {@code +} and {@code #} matches; together with the other members of a group, if
     * one is named. Filters of one carrier do not overlap.
     *
     * @param group the name the members share, or empty
     * @throws IllegalArgumentException when the options name no place for dead letters, or this carrier receives from the topic already
     * @throws dev.bulla.core.UnavailableException when the broker does not answer
     * @throws dev.bulla.core.ProblemException {@code FORBIDDEN} when the broker does not let this user receive there
     */
    @Override
    public Subscription receive(String topic, String group, Receiver receiver) {
        MqttTopicFilter filter = Topics.filter(topic, group);
        Reception.Rules rules = new Reception.Rules(deadLetters(), options.retryFor(), backoff, options.threads());
        Filtered subscription = new Filtered(Reception.of(topic, receiver, rules, options.watch()), filter, this::end);
        inbox.add(subscription);
        try {
            connection.subscribe(filter);
        } catch (RuntimeException refused) {
            inbox.remove(subscription);
            inbox.unclaim(left(subscription, Duration.ZERO));
            throw refused;
        }
        return subscription;
    }

    /** Takes nothing more, waits for what was taken within the drain time, and leaves. The broker keeps a stable client's session. */
    @Override
    public void close() {
        List<Filtered> subscriptions = inbox.close();
        sweeper.shutdownNow();
        long deadline = System.nanoTime() + options.drainTimeout().toNanos();
        for (Filtered subscription : subscriptions) {
            subscription.reception().drain(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        outbox.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        connection.close();
    }

    private void end(Filtered subscription) {
        connection.unsubscribe(subscription.filter());
        inbox.remove(subscription);
        inbox.unclaim(left(subscription, options.drainTimeout()));
    }

    private static List<Delivered> left(Filtered subscription, Duration limit) {
        List<Delivery> left = subscription.reception().drain(limit);
        return left.stream().map(Delivered.class::cast).toList();
    }

    private DeadLetters deadLetters() {
        return options.deadLetters()
                .or(() -> options.deadLetterTopic().map(topic -> this.new TopicDeadLetters(topic)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a receiver needs a place for dead letters: deadLetters(..) or deadLetterTopic(..)"));
    }

    /** A session kept from an earlier run may hold subscriptions nobody asks for any more; their messages must not fill the window. */
    private void buryUnclaimed() {
        if (options.deadLetters().isEmpty() && options.deadLetterTopic().isEmpty()) {
            return;
        }
        for (Delivered delivery : inbox.takeUnclaimed(System.nanoTime(), CLAIM_LIMIT.toNanos())) {
            try {
                deadLetters().keep(delivery.topic, delivery.sealed, DeadLetters.Reason.NO_RECEIVER);
            } catch (RuntimeException notKept) {
                options.watch().deadLettersFailed(delivery.topic, notKept);
                inbox.unclaim(List.of(delivery));
                continue;
            }
            options.watch().deadLettered(delivery.topic, DeadLetters.Reason.NO_RECEIVER);
            inbox.done(delivery);
        }
    }

    /** Dead letters on a topic of the same broker; topic and reason go along as hints. */
    private final class TopicDeadLetters implements DeadLetters {
        private final String topic;

        TopicDeadLetters(String topic) {
            this.topic = topic;
        }

        @Override
        public void keep(String from, Bytes sealed, Reason reason) {
            Map<String, String> hints = Map.of("bulla-topic", cut(from), "bulla-reason", reason.name());
            Mqtt5PubAckReasonCode word =
                    Connection.await(outbox.bury(Topics.name(topic), sealed, hints), options.sendTimeout());
            if (word == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS) {
                throw Refusals.unavailable(new IllegalStateException("nobody keeps the dead letters of the broker"));
            }
        }

        private String cut(String text) {
            return text.substring(0, Math.min(text.length(), 128));
        }
    }
}

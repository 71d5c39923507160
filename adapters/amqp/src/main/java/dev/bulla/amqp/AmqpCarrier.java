// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.Carrier;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Receiver;
import dev.bulla.carrier.Reception;
import dev.bulla.carrier.Subscription;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries sealed bytes over AMQP, each way at least once: a send ends with the broker's confirmation, and a message is acknowledged after it was
 * handled. It reads nothing and adds nothing but the content type {@code application/bulla}.
 *
 * <p>A topic is a durable queue of that name, made when it is not there. With AMQP 0-9-1, {@code EXCHANGE/KEY} is an exchange that exists, and its
 * receiver a queue bound to it: of the group's name if there is one, else its own and gone with it. With AMQP 1.0, {@code topic:ADDRESS} is an
 * address where each subscriber has a copy, and a group a shared durable subscription.
 *
 * <p>A lost connection comes back by itself, after 100 ms to 30 s; meanwhile sending waits. Safe for many threads.
 */
public final class AmqpCarrier implements Carrier {
    private final AmqpOptions options;
    private final Link link;
    private final Semaphore room;
    private final Set<Open> receiving = ConcurrentHashMap.newKeySet();

    private AmqpCarrier(AmqpOptions options, Link link) {
        this.options = options;
        this.link = link;
        this.room = new Semaphore(options.maxInFlight(), true);
    }

    /**
     * Connects to a broker, in the protocol of the address or the one the broker speaks.
     *
     * @throws dev.bulla.core.UnavailableException when it does not answer in time
     * @throws ProblemException {@code FORBIDDEN} for a wrong user or password, {@code NOT_AUTHENTIC} for a certificate that is not accepted
     * @throws IllegalArgumentException when a user is named and there is no password, or it would cross a network unprotected
     */
    public static AmqpCarrier open(AmqpAddress address, AmqpOptions options) {
        AmqpAddress.Version version = address.version().orElseGet(() -> Probe.ask(address.broker(), options.timeout()));
        Link link = version == AmqpAddress.Version.V0_9_1
                ? RabbitLink.open(address.broker(), options)
                : JmsLink.open(address.broker(), options);
        return new AmqpCarrier(options, link);
    }

    @Override
    public void send(String topic, Bytes sealed) {
        try {
            sendAsync(topic, sealed).get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw Troubles.of(failed);
        } catch (TimeoutException late) {
            throw Troubles.unavailable(late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw Troubles.unavailable(stop);
        }
    }

    @Override
    public CompletableFuture<Void> sendAsync(String topic, Bytes sealed) {
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("a topic is not empty");
        }
        if (sealed.size() > options.maxMessageBytes()) {
            throw new ProblemException(
                    Problem.LIMIT_EXCEEDED, sealed.size() + " bytes; at most " + options.maxMessageBytes() + " here");
        }
        try {
            if (!room.tryAcquire(options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Troubles.unavailable(new TimeoutException("too many messages wait for the broker"));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw Troubles.unavailable(stop);
        }
        return link.send(topic, sealed).whenComplete((done, failed) -> room.release());
    }

    @Override
    public int maxMessageBytes(String topic) {
        return options.maxMessageBytes();
    }

    @Override
    public Subscription receive(String topic, String group, Receiver receiver) {
        DeadLetters deadLetters = options.deadLetters()
                .orElseThrow(() ->
                        new IllegalArgumentException("a receiver needs a place for dead letters: deadLetters(..)"));
        Reception reception = Reception.of(
                topic,
                receiver,
                new Reception.Rules(deadLetters, options.retryFor(), Backoff.usual(), options.threads()),
                options.watch());
        Open open = new Open(reception, link.consume(topic, group, options.window(), reception::offer));
        receiving.add(open);
        return open;
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + options.drainTimeout().toNanos();
        receiving.forEach(open -> open.end(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
        link.close();
    }

    /** A subscription; compared as an object. */
    private final class Open implements Subscription {
        private final Reception reception;
        private final Link.Consuming consuming;

        Open(Reception reception, Link.Consuming consuming) {
            this.reception = reception;
            this.consuming = consuming;
        }

        @Override
        public String topic() {
            return reception.topic();
        }

        @Override
        public long handled() {
            return reception.handled();
        }

        @Override
        public int waiting() {
            return reception.waiting();
        }

        @Override
        public void unsubscribe() {
            end(options.drainTimeout());
        }

        private void end(Duration limit) {
            if (receiving.remove(this)) {
                consuming.pause();
                reception.drain(limit);
                consuming.end();
            }
        }
    }
}

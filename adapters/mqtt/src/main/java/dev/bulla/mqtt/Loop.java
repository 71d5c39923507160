// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import dev.bulla.core.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One thread that handles the messages of one subscription in their order. A message that asks to come again waits beside the others and
 * loses its place. Nothing that a receiver does, and no message, ends the loop.
 */
final class Loop implements Subscription {
    /** A message is tried this often before it may be given up for holding up others. */
    private static final int PATIENT_ATTEMPTS = 5;

    private final String topic;
    private final MqttTopicFilter filter;
    private final Receiver receiver;
    private final DeadLetters deadLetters;
    private final MqttOptions options;
    private final Backoff backoff;
    private final Inbox inbox;
    private final Consumer<Loop> end;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicLong handled = new AtomicLong();
    private final Set<Delivery> inHand = ConcurrentHashMap.newKeySet();

    Loop(
            String topic,
            MqttTopicFilter filter,
            Receiver receiver,
            DeadLetters deadLetters,
            MqttOptions options,
            Backoff backoff,
            Inbox inbox,
            Consumer<Loop> end) {
        this.topic = topic;
        this.filter = filter;
        this.receiver = receiver;
        this.deadLetters = deadLetters;
        this.options = options;
        this.backoff = backoff;
        this.inbox = inbox;
        this.end = end;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread worker = new Thread(work, "bulla-mqtt-receive");
            worker.setDaemon(true);
            return worker;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public long handled() {
        return handled.get();
    }

    @Override
    public void unsubscribe() {
        end.accept(this);
    }

    MqttTopicFilter filter() {
        return filter;
    }

    void offer(Delivery delivery) {
        inHand.add(delivery);
        again(delivery, Duration.ZERO);
    }

    /** Handles what is here already and ends; answers with what asks to come again or takes too long, unacknowledged. */
    List<Delivery> drain(Duration limit) {
        try {
            Future<?> last = thread.submit(() -> {});
            last.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | RejectedExecutionException tooSlow) {
            // What is left comes again with the next session.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        return List.copyOf(inHand);
    }

    private void again(Delivery delivery, Duration delay) {
        try {
            Future<?> unused = thread.schedule(() -> handle(delivery), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // Unacknowledged: it comes again with the next session.
        }
    }

    private void handle(Delivery delivery) {
        Duration delay = backoff.before(delivery.attempts);
        if (delivery.givenUp.isEmpty()) {
            try {
                switch (receiver.receive(delivery.sealed)) {
                    case ACKNOWLEDGE -> {
                        done(delivery);
                        return;
                    }
                    case RETRY -> {}
                    case DEAD_LETTER -> delivery.givenUp = Optional.of(DeadLetters.Reason.REFUSED);
                }
            } catch (UnavailableException later) {
                delay = longer(delay, later.retryAfter());
            } catch (OutOfMemoryError machine) {
                // Not the message's fault: it comes again.
            } catch (RuntimeException | Error failed) {
                delivery.givenUp = Optional.of(DeadLetters.Reason.FAILED);
            }
            delivery.attempts++;
            if (delivery.givenUp.isEmpty() && exhausted(delivery)) {
                delivery.givenUp = Optional.of(DeadLetters.Reason.RETRIES_EXHAUSTED);
            }
        }
        if (delivery.givenUp.isPresent()) {
            bury(delivery, delivery.givenUp.get(), delay);
        } else {
            options.listener().retrying(delivery.topic, delivery.attempts);
            again(delivery, delay);
        }
    }

    private void bury(Delivery delivery, DeadLetters.Reason reason, Duration delay) {
        try {
            deadLetters.keep(delivery.topic, delivery.sealed, reason);
        } catch (RuntimeException notKept) {
            delivery.attempts++;
            options.listener().deadLettersFailed(delivery.topic, notKept);
            again(delivery, delay);
            return;
        }
        options.listener().deadLettered(delivery.topic, reason);
        done(delivery);
    }

    private boolean exhausted(Delivery delivery) {
        long age = System.nanoTime() - delivery.arrivedNanos;
        return age >= options.retryFor().toNanos()
                || (delivery.attempts >= PATIENT_ATTEMPTS && inbox.holdsUpOthers(delivery));
    }

    private void done(Delivery delivery) {
        handled.incrementAndGet();
        inHand.remove(delivery);
        inbox.done(delivery);
    }

    private static Duration longer(Duration a, Duration b) {
        Duration capped = b.compareTo(Backoff.LONGEST) > 0 ? Backoff.LONGEST : b;
        return a.compareTo(capped) > 0 ? a : capped;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The path of what arrives from one topic: received, opened and handled by the {@link Receiver}, then acknowledged, put back to come again, or among the
 * dead letters. A message that asks to come again waits beside the others and loses its place. Nothing that a receiver throws, and no
 * message, ends it.
 *
 * <p>It holds as many messages as the carrier offers: each carrier has a window the broker keeps to, and that bounds it. One thread handles
 * them in their order, or several without one. Safe for many threads.
 */
public final class Reception {
    /** A message is tried this often before it may be given up for holding up others. */
    private static final int PATIENT_ATTEMPTS = 5;

    private final String topic;
    private final Receiver receiver;
    private final Rules rules;
    private final Watch watch;
    private final ScheduledThreadPoolExecutor threads;
    private final AtomicLong handled = new AtomicLong();
    private final Set<Held> inHand = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    private Reception(String topic, Receiver receiver, Rules rules, Watch watch) {
        this.topic = topic;
        this.receiver = receiver;
        this.rules = rules;
        this.watch = Watch.guarded(watch);
        this.threads = new ScheduledThreadPoolExecutor(rules.threads(), work -> {
            Thread worker = new Thread(work, "bulla-receive");
            worker.setDaemon(true);
            return worker;
        });
        threads.setRemoveOnCancelPolicy(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * What becomes of messages that are not handled at once.
     *
     * @param deadLetters where messages go that nobody will handle
     * @param retryFor how long a message may ask to come again
     * @param backoff how long it waits each time
     * @param threads how many handle messages; with one they are handled in their order
     */
    public record Rules(DeadLetters deadLetters, Duration retryFor, Backoff backoff, int threads) {
        /** Checks the number of threads. */
        public Rules {
            if (threads < 1 || threads > 1024) {
                throw new IllegalArgumentException("between 1 and 1,024 threads handle messages");
            }
        }
    }

    /** One message in hand; what is not the carrier's belongs to the thread that handles it. Compared as an object. */
    private static final class Held {
        private final Delivery delivery;
        private final long arrivedNanos = System.nanoTime();
        private int attempts;
        /** Set once it shall go to the dead letters. */
        private Optional<DeadLetters.Reason> givenUp = Optional.empty();

        Held(Delivery delivery) {
            this.delivery = delivery;
        }
    }

    /** Begins, with nothing to handle yet. */
    public static Reception of(String topic, Receiver receiver, Rules rules, Watch watch) {
        return new Reception(topic, receiver, rules, watch);
    }

    /** The topic or filter, as given. */
    public String topic() {
        return topic;
    }

    /** How many messages were handled and acknowledged, the dead-lettered ones included. */
    public long handled() {
        return handled.get();
    }

    /** How many messages are here and not done with. */
    public int waiting() {
        return inHand.size();
    }

    /** Whether the receiver asked to stop. */
    public boolean stopped() {
        return stopped;
    }

    /** Takes a message, and returns at once. After {@link #drain} it stays with the carrier. */
    public void offer(Delivery delivery) {
        Held held = new Held(delivery);
        inHand.add(held);
        watch.received(delivery.arrival().source());
        again(held, Duration.ZERO);
    }

    /** Handles what is here already and ends; answers with what asks to come again or takes too long, unacknowledged. */
    public List<Delivery> drain(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            for (Future<?> last : ends()) {
                last.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | ExecutionException tooSlow) {
            // What is left comes again with the next session.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        return inHand.stream().map(held -> held.delivery).toList();
    }

    /** One piece of work for each thread, behind all that is here. */
    private List<Future<?>> ends() {
        try {
            CyclicBarrier all = new CyclicBarrier(rules.threads());
            return IntStream.range(0, rules.threads())
                    .<Future<?>>mapToObj(i -> threads.submit(() -> all.await()))
                    .toList();
        } catch (RejectedExecutionException ended) {
            return List.of();
        }
    }

    private void again(Held held, Duration delay) {
        try {
            Future<?> unused = threads.schedule(() -> handle(held), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // Unacknowledged: it comes again with the next session.
        }
    }

    private void handle(Held held) {
        if (stopped) {
            return;
        }
        String source = held.delivery.arrival().source();
        Duration delay = rules.backoff().before(held.attempts);
        if (held.givenUp.isEmpty()) {
            try {
                switch (receiver.receive(held.delivery.arrival())) {
                    case ACKNOWLEDGE -> {
                        done(held);
                        return;
                    }
                    case RETRY -> {}
                    case DEAD_LETTER -> held.givenUp = Optional.of(DeadLetters.Reason.REFUSED);
                    case STOP -> {
                        stopped = true;
                        watch.stopped(source);
                        return;
                    }
                }
            } catch (UnavailableException later) {
                delay = longer(delay, later.retryAfter());
            } catch (OutOfMemoryError machine) {
                // Not the message's fault: it comes again.
            } catch (RuntimeException | Error failed) {
                held.givenUp = Optional.of(DeadLetters.Reason.FAILED);
            }
            held.attempts++;
            if (held.givenUp.isEmpty() && exhausted(held)) {
                held.givenUp = Optional.of(DeadLetters.Reason.RETRIES_EXHAUSTED);
            }
        }
        if (held.givenUp.isPresent()) {
            bury(held, held.givenUp.get(), delay);
        } else {
            watch.retrying(source, held.attempts);
            held.delivery.working();
            again(held, delay);
        }
    }

    private void bury(Held held, DeadLetters.Reason reason, Duration delay) {
        Arrival arrival = held.delivery.arrival();
        try {
            rules.deadLetters().keep(arrival.source(), arrival.sealed(), reason);
        } catch (RuntimeException notKept) {
            held.attempts++;
            watch.deadLettersFailed(arrival.source(), notKept);
            held.delivery.working();
            again(held, delay);
            return;
        }
        watch.deadLettered(arrival.source(), reason);
        done(held);
    }

    private boolean exhausted(Held held) {
        long age = System.nanoTime() - held.arrivedNanos;
        return age >= rules.retryFor().toNanos()
                || (held.attempts >= PATIENT_ATTEMPTS && held.delivery.holdsUpOthers());
    }

    private void done(Held held) {
        handled.incrementAndGet();
        inHand.remove(held);
        held.delivery.done();
        watch.handled(held.delivery.arrival().source(), System.nanoTime() - held.arrivedNanos);
    }

    private static Duration longer(Duration a, Duration b) {
        Duration capped = b.compareTo(Backoff.LONGEST) > 0 ? Backoff.LONGEST : b;
        return a.compareTo(capped) > 0 ? a : capped;
    }
}

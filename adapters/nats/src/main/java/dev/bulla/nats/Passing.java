// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Reception;
import dev.bulla.carrier.Watch;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Receives what passes while we are here: at most once, since no stream keeps it. Nothing acknowledges, so a window full of messages makes the rest
 * wait in the library's queue, and what does not fit there is dropped and told.
 */
final class Passing implements Intake, Delivered.Counter {
    private static final int MOST_WAITING = 65_536;
    private static final long MOST_WAITING_BYTES = 64 << 20;

    private final Link link;
    private final Reception reception;
    private final Watch watch;
    private final Consumer<Intake> ended;
    private final Duration drain;
    private final int window;
    private final Semaphore room;
    private final AtomicLong done = new AtomicLong();
    private final Dispatcher dispatcher;
    private long dropped;
    private volatile boolean closed;

    private Passing(Link link, Reception reception, NatsOptions options, Consumer<Intake> ended) {
        this.link = link;
        this.reception = reception;
        this.watch = options.watch();
        this.ended = ended;
        this.drain = options.drainTimeout();
        this.window = options.receiveWindow();
        this.room = new Semaphore(window);
        this.dispatcher = link.connection().createDispatcher(this::arrived);
        dispatcher.setPendingLimits(MOST_WAITING, MOST_WAITING_BYTES);
    }

    /** Subscribes; when it returns the server knows. */
    static Passing begin(Link link, Reception reception, String group, NatsOptions options, Consumer<Intake> ended) {
        Passing passing = new Passing(link, reception, options, ended);
        try {
            if (group.isEmpty()) {
                passing.dispatcher.subscribe(reception.topic());
            } else {
                passing.dispatcher.subscribe(reception.topic(), group);
            }
            link.connection().flush(options.connectTimeout());
        } catch (InterruptedException | java.util.concurrent.TimeoutException | IllegalStateException down) {
            passing.close(Duration.ZERO);
            throw Refusals.of(down);
        }
        if (Refusals.forbids(link.connection().getLastError(), "subscription", reception.topic())) {
            link.connection().clearLastError();
            passing.close(Duration.ZERO);
            throw new dev.bulla.core.ProblemException(
                    dev.bulla.core.Problem.FORBIDDEN, "the server does not let this user receive from the subject");
        }
        return passing;
    }

    /** Called by the library's thread for this subscription, which may wait. */
    private void arrived(Message message) {
        long lost = dispatcher.getDroppedCount();
        while (dropped < lost) {
            dropped++;
            watch.dropped(reception.topic());
        }
        if (closed || Delivered.control(message)) {
            return;
        }
        try {
            while (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    return;
                }
            }
            reception.offer(new Delivered(this, message, done.get()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void done(Delivered delivered) {
        done.incrementAndGet();
        room.release();
    }

    @Override
    public boolean holdsUpOthers(Delivered delivered) {
        return room.availablePermits() == 0 && done.get() > delivered.handledBefore;
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
        ended.accept(this);
        close(drain);
    }

    @Override
    public void close(Duration limit) {
        closed = true;
        try {
            link.connection().closeDispatcher(dispatcher);
        } catch (IllegalArgumentException | IllegalStateException gone) {
            // It went with its connection.
        }
        reception.drain(limit);
    }
}

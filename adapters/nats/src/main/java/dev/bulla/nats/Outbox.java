// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Backoff;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Messages without an answer yet: bounded in bytes, sent again in their order when the connection is back.
 *
 * <p>Each goes out with a reply subject of ours. Where a stream keeps its subject the stream answers; its name is the digest of its bytes, so the
 * stream drops what comes twice. Where none does the server answers only when nobody is there; a mark of ours goes after it and comes back
 * behind that answer, since one connection keeps the order.
 */
final class Outbox {
    /** What a waiting message costs beside its payload, about; also keeps their number within reason. */
    private static final int OBJECT_BYTES = 4_096;
    /** What our headers take on the wire: the protocol's line, two names and two values. */
    private static final int HEADER_BYTES = 256;

    private static final long ANSWER_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SWEEP_MILLIS = 200;
    private static final int NOBODY = 503;
    private static final String MARK = "mark.";

    private final Link link;
    private final NatsOptions options;
    private final Streams streams;
    private final Backoff backoff;
    private final String inbox;
    private final Dispatcher answers;
    private final Semaphore room;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "bulla-nats-again");
        thread.setDaemon(true);
        return thread;
    });
    private final Runnable sendAgain = this::sendAllAgain;

    /** Guards all below; held while handing messages to the library, so that they keep their order. */
    private final Object lock = new Object();

    private final Map<Long, Sending> underWay = new LinkedHashMap<>();
    private final Deque<Sending> unkept = new ArrayDeque<>();
    private long number;
    private long mark;
    private long markNanos;
    private boolean closed;

    Outbox(Link link, NatsOptions options, Streams streams, Backoff backoff) {
        this.link = link;
        this.options = options;
        this.streams = streams;
        this.backoff = backoff;
        this.room = new Semaphore(options.maxInFlightBytes(), true);
        this.inbox = link.connection().createInbox() + ".";
        this.answers = link.connection().createDispatcher(this::answered);
        answers.subscribe(inbox + ">");
        link.whenBack(sendAgain);
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** One message until its answer; guarded by the lock, compared as an object. */
    private static final class Sending {
        private final long number;
        private final String subject;
        private final byte[] sealed;
        private final Optional<Headers> headers;
        private final boolean kept;
        private final int permits;
        private final CompletableFuture<Void> answer = new CompletableFuture<>();
        private long dueNanos;
        private int attempts;

        private Sending(
                long number, String subject, byte[] sealed, Optional<Headers> headers, boolean kept, int permits) {
            this.number = number;
            this.subject = subject;
            this.sealed = sealed;
            this.headers = headers;
            this.kept = kept;
            this.permits = permits;
        }
    }

    int maxMessageBytes() {
        long servers = link.connection().getMaxPayload();
        long there = servers <= 0 ? Integer.MAX_VALUE : servers - HEADER_BYTES;
        return (int) Math.max(0, Math.min(options.maxMessageBytes(), there));
    }

    /** Sends; waits only for room, and to learn whether a stream keeps the subject. */
    CompletableFuture<Void> send(String subject, Bytes sealed, Map<String, String> hints) {
        int limit = maxMessageBytes();
        if (sealed.size() > limit) {
            throw new ProblemException(Problem.LIMIT_EXCEEDED, sealed.size() + " bytes; at most " + limit + " here");
        }
        boolean kept = streams.keeping(subject).isPresent();
        byte[] bytes = sealed.toArray();
        Optional<Headers> headers = headers(bytes, kept, hints);
        int permits = Math.min(options.maxInFlightBytes(), bytes.length + OBJECT_BYTES);
        takeRoom(permits);
        synchronized (lock) {
            if (closed) {
                room.release(permits);
                throw Refusals.unavailable(new IllegalStateException("this carrier is closed"));
            }
            Sending sending = new Sending(++number, subject, bytes, headers, kept, permits);
            underWay.put(sending.number, sending);
            if (!kept) {
                unkept.add(sending);
            }
            transmit(sending);
            return sending.answer;
        }
    }

    /** Waits for an answer; who waits no more has given the message up, though it may have arrived. */
    void await(CompletableFuture<Void> answer) {
        try {
            answer.get(options.sendTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw Refusals.of(failed);
        } catch (TimeoutException | InterruptedException late) {
            giveUp(answer);
            throw Refusals.of(late);
        }
    }

    /** Waits for the answers to all; what stays without one fails. */
    void close(Duration limit) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            underWay.values().forEach(sending -> waiting.add(sending.answer));
        }
        try {
            CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Each caller is told below, or was.
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        clock.shutdownNow();
        link.notAnyMore(sendAgain);
        waiting.forEach(answer -> {
            giveUp(answer);
            answer.completeExceptionally(Refusals.unavailable(new IllegalStateException("this carrier is closed")));
        });
        try {
            link.connection().closeDispatcher(answers);
        } catch (IllegalArgumentException | IllegalStateException gone) {
            // It went with its connection.
        }
    }

    private Optional<Headers> headers(byte[] sealed, boolean kept, Map<String, String> hints) {
        if (!kept && hints.isEmpty()) {
            return Optional.empty();
        }
        Headers headers = new Headers();
        hints.forEach((name, value) -> headers.add(name, value));
        if (kept) {
            headers.add("Nats-Msg-Id", name(sealed));
            streams.named().ifPresent(stream -> headers.add("Nats-Expected-Stream", stream));
        }
        return Optional.of(headers);
    }

    /** The whole message's digest: a shorter name could be taken beforehand by a copy that was tampered with. */
    private static String name(byte[] sealed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sealed);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private void takeRoom(int permits) {
        try {
            if (!room.tryAcquire(permits, options.sendTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refusals.unavailable(new TimeoutException("too many messages wait for the server"));
            }
        } catch (InterruptedException stop) {
            throw Refusals.of(stop);
        }
    }

    /** Hands it to the library, if there is a connection; otherwise its turn comes when there is. */
    private void transmit(Sending sending) {
        sending.dueNanos = System.nanoTime() + ANSWER_NANOS;
        if (!link.connected()) {
            return;
        }
        try {
            link.connection()
                    .publish(sending.subject, inbox + sending.number, sending.headers.orElse(null), sending.sealed);
            if (!sending.kept && mark == 0) {
                setMark();
            }
        } catch (IllegalStateException notNow) {
            // The connection was lost meanwhile, or the library's queue is full: the sweep tries again.
        }
    }

    private void setMark() {
        if (!unkept.isEmpty() && link.connected()) {
            mark = number;
            markNanos = System.nanoTime();
            link.connection().publish(inbox + MARK + mark, new byte[0]);
        }
    }

    private void answered(Message message) {
        String which = message.getSubject().substring(inbox.length());
        if (which.startsWith(MARK)) {
            marked(Long.parseLong(which.substring(MARK.length())));
            return;
        }
        Sending sending;
        synchronized (lock) {
            sending = underWay.get(Long.valueOf(which));
            if (sending == null) {
                return;
            }
            if (message.isStatusMessage() && message.getStatus().getCode() == NOBODY && sending.kept) {
                // The stream is gone, or not there yet after a restart.
                streams.forget(sending.subject);
                sending.dueNanos =
                        System.nanoTime() + backoff.before(sending.attempts++).toNanos();
                return;
            }
        }
        if (message.isStatusMessage()) {
            if (message.getStatus().getCode() == NOBODY) {
                finish(sending, Optional.of(Refusals.nobody(sending.subject)));
            }
        } else if (sending.kept) {
            try {
                PublishAck unused = new PublishAck(message);
                finish(sending, Optional.empty());
            } catch (JetStreamApiException refused) {
                finish(sending, Optional.of(Refusals.of(refused)));
            } catch (IOException | RuntimeException noAnswerOfAStream) {
                // Somebody else received it and answers: not the one we wait for.
            }
        }
    }

    /** All messages without a stream up to this number passed the server, and it has said what it had to say of them. */
    private void marked(long upTo) {
        List<Sending> passed = new ArrayList<>();
        synchronized (lock) {
            if (upTo != mark) {
                return;
            }
            while (!unkept.isEmpty() && unkept.element().number <= upTo) {
                passed.add(unkept.remove());
            }
            mark = 0;
            try {
                setMark();
            } catch (IllegalStateException notNow) {
                mark = 0;
            }
        }
        String error = link.connection().getLastError();
        for (Sending sending : passed) {
            boolean forbidden = Refusals.forbids(error, "publish", sending.subject);
            finish(sending, forbidden ? Optional.of(Refusals.forbiddenToSend()) : Optional.empty());
        }
    }

    private void finish(Sending sending, Optional<RuntimeException> failure) {
        synchronized (lock) {
            if (underWay.remove(sending.number) == null) {
                return;
            }
        }
        room.release(sending.permits);
        failure.ifPresentOrElse(sending.answer::completeExceptionally, () -> sending.answer.complete(null));
    }

    @SuppressWarnings("ReferenceEquality") // a future is the same or another
    private void giveUp(CompletableFuture<Void> answer) {
        synchronized (lock) {
            Iterator<Sending> all = underWay.values().iterator();
            while (all.hasNext()) {
                Sending sending = all.next();
                if (sending.answer == answer) {
                    all.remove();
                    unkept.remove(sending);
                    room.release(sending.permits);
                    return;
                }
            }
        }
    }

    private void sendAllAgain() {
        synchronized (lock) {
            mark = 0;
            underWay.values().forEach(this::transmit);
        }
    }

    private void sweep() {
        List<Sending> forbidden = new ArrayList<>();
        synchronized (lock) {
            if (underWay.isEmpty() || !link.connected()) {
                return;
            }
            long now = System.nanoTime();
            String error = link.connection().getLastError();
            if (mark != 0 && now - markNanos > ANSWER_NANOS) {
                mark = 0;
            }
            for (Sending sending : underWay.values()) {
                if (Refusals.forbids(error, "publish", sending.subject)) {
                    forbidden.add(sending);
                } else if (now - sending.dueNanos > 0) {
                    transmit(sending);
                }
            }
        }
        forbidden.forEach(sending -> finish(sending, Optional.of(Refusals.forbiddenToSend())));
    }
}

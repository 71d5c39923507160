// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Arrival;
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
import io.nats.client.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carries sealed bytes over NATS. Where a stream keeps the subject, each way at least once: what the stream acknowledged or handed over is lost by
 * nobody, and may come twice. Where none does, to those who are there, at most once, and to nobody is a failure.
 *
 * <p>A lost connection comes back by itself, after 100 ms to 30 s; meanwhile sending waits. Safe for many threads. What fails: {@link
 * dev.bulla.core.UnavailableException} when the servers do not answer, {@link ProblemException} when they, or this side, refuse for good. How
 * acknowledgement, retry and dead letters work: {@code docs/guide/nats.md}.
 */
public final class NatsCarrier implements Carrier {
    private final NatsOptions options;
    private final Backoff backoff = Backoff.usual();
    private final Link link;
    private final Streams streams;
    private final Outbox outbox;
    private final Optional<String> durable;
    private final List<Intake> intakes = new CopyOnWriteArrayList<>();

    private NatsCarrier(Link link, NatsOptions options, Optional<String> stream, Optional<String> durable) {
        this.options = options;
        this.link = link;
        this.durable = durable;
        this.streams = new Streams(link, options, stream);
        this.outbox = new Outbox(link, options, streams, backoff);
    }

    /**
     * Connects to one of the servers.
     *
     * @throws dev.bulla.core.UnavailableException when none answers within the time of the options
     * @throws ProblemException {@code FORBIDDEN} for a wrong user, password or key, {@code NOT_AUTHENTIC} for a certificate that is not accepted
     * @throws IllegalArgumentException when a user is named and there is no password, or it would cross a network unprotected
     */
    public static NatsCarrier open(NatsAddress address, NatsOptions options) {
        Optional<String> stream = address.stream().map(Subjects::plain).or(options::stream);
        Optional<String> durable = address.durable().map(Subjects::plain).or(options::durable);
        return new NatsCarrier(Link.open(address, options, Backoff.usual()), options, stream, durable);
    }

    /** Carries over a connection the application has already, which stays its own: closing this does not close it. */
    public static NatsCarrier over(Connection connection, NatsOptions options) {
        return new NatsCarrier(Link.over(connection, options), options, options.stream(), options.durable());
    }

    /**
     * Sends, and returns when a stream has stored it or, where none keeps the subject, when it has passed the server on the way to those who
     * receive.
     *
     * @throws dev.bulla.core.UnavailableException when there was no answer within the send time, and it may still arrive; {@code NO_RECEIVER}
     *     when no stream keeps the subject and nobody is there
     * @throws ProblemException {@code LIMIT_EXCEEDED} when it is too large for this side, the server or the stream, {@code FORBIDDEN} when the
     *     server does not let this user send there
     */
    @Override
    public void send(String topic, Bytes sealed) {
        outbox.await(outbox.send(Subjects.name(topic), sealed, Map.of()));
    }

    /**
     * Sends without waiting for the answer; waits only while more is under way than the options allow, and once in a while to ask which stream
     * keeps the subject. The future completes or fails as {@link #send} does, however often the connection is lost before.
     *
     * @throws dev.bulla.core.UnavailableException when there was no room within the send time
     * @throws ProblemException {@code LIMIT_EXCEEDED} when it is too large for this side or the server
     */
    @Override
    public CompletableFuture<Void> sendAsync(String topic, Bytes sealed) {
        return outbox.send(Subjects.name(topic), sealed, Map.of());
    }

    @Override
    public int maxMessageBytes(String topic) {
        return outbox.maxMessageBytes();
    }

    /**
     * Receives from a subject, or from all that {@code *} and {@code >} match.
     *
     * <p>Where a stream keeps it: through the durable consumer named by the group, or by the options, which is made if there is none; without a
     * name through a consumer of the moment, that gets what comes from now until it ends. Where no stream does: what passes while we are here,
     * shared with the members of the group.
     *
     * @param group the name the members share, or empty
     * @throws IllegalArgumentException when the options name no place for dead letters, or the consumer of that name is for other subjects or
     *     acknowledges by itself
     * @throws ProblemException {@code NAME_UNKNOWN} when a durable consumer is named and no stream keeps the subject, {@code FORBIDDEN} when the
     *     server does not let this user receive there
     * @throws dev.bulla.core.UnavailableException when the server does not answer
     */
    @Override
    public Subscription receive(String topic, String group, Receiver receiver) {
        String filter = Subjects.filter(topic);
        Optional<String> stream = streams.keeping(filter);
        if (stream.isEmpty() && durable.isPresent()) {
            throw new ProblemException(Problem.NAME_UNKNOWN, "no stream keeps this subject, so no consumer can");
        }
        if (stream.isEmpty()) {
            return receivePassing(filter, group, receiver);
        }
        Optional<String> name = group.isEmpty() ? durable : Optional.of(Subjects.plain(group));
        Kept.Plan plan = Kept.Plan.of(stream.get(), name, !group.isEmpty());
        Intake intake = Kept.begin(link, streams, reception(filter, receiver), options, plan, intakes::remove);
        intakes.add(intake);
        return intake;
    }

    /** Receives what passes, also where a stream captures the subject. */
    Subscription receivePassing(String topic, String group, Receiver receiver) {
        String queue = group.isEmpty() ? "" : Subjects.plain(group);
        Reception reception = reception(Subjects.filter(topic), receiver);
        Intake intake = Passing.begin(link, reception, queue, options, intakes::remove);
        intakes.add(intake);
        return intake;
    }

    /** The connection, our own or the application's. */
    Connection connection() {
        return link.connection();
    }

    /** Takes nothing more, waits for what was taken within the drain time, and leaves. Durable consumers stay with the servers. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + options.drainTimeout().toNanos();
        for (Intake intake : intakes) {
            intake.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        outbox.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        link.close();
    }

    private Reception reception(String filter, Receiver receiver) {
        Reception.Rules rules = new Reception.Rules(deadLetters(), options.retryFor(), backoff, options.threads());
        return Reception.of(filter, arrival -> sized(arrival, receiver), rules, options.watch());
    }

    /** What is too large is not looked at. */
    private Disposition sized(Arrival arrival, Receiver receiver) {
        if (arrival.sealed().size() > options.maxMessageBytes()) {
            options.watch().refused(arrival.source(), Problem.LIMIT_EXCEEDED);
            return Disposition.DEAD_LETTER;
        }
        return receiver.receive(arrival);
    }

    private DeadLetters deadLetters() {
        return options.deadLetters()
                .or(() -> options.deadLetterSubject().map(this::onSubject))
                .orElseThrow(() -> new IllegalArgumentException(
                        "a receiver needs a place for dead letters: deadLetters(..) or deadLetterSubject(..)"));
    }

    /** Dead letters on a subject of the same servers; subject and reason go along as hints. */
    private DeadLetters onSubject(String subject) {
        return (from, letter, reason) -> {
            String shown = from.codePoints().allMatch(c -> c > 32 && c < 127) ? from : "";
            Map<String, String> hints = Map.of(
                    "bulla-topic", shown.substring(0, Math.min(shown.length(), 64)), "bulla-reason", reason.name());
            outbox.await(outbox.send(subject, letter, hints));
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Delivery;
import dev.bulla.carrier.Reception;
import dev.bulla.core.Bytes;
import io.nats.client.ConsumeOptions;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Receives what a stream keeps, through a consumer whose messages are acknowledged one by one: at least once. The consumer's limit of
 * unacknowledged messages is the window. What is in hand is reported as worked on, so that it does not come again meanwhile; if it does, as after
 * a restart of the server, it joins the copy in hand.
 */
final class Kept implements Intake, Delivered.Counter {
    private static final Duration ACK_WAIT = Duration.ofSeconds(30);
    /** A consumer of the moment outlives a lost connection by this much. */
    private static final Duration FORGET_AFTER = Duration.ofMinutes(5);
    /** A member of a group may hold as much as one alone, and the group this many times as much. */
    private static final int GROUP_WINDOWS = 16;

    private static final Duration LAST_ONES = Duration.ofSeconds(1);

    private static final int NOT_FOUND = 404;
    private static final int MOST_UNACKNOWLEDGED = 65_536;
    /** How long a pull waits at the server; twice half of it without a heartbeat, and it is made again. */
    private static final long PULL_MILLIS = 4_000;

    private final Link link;
    private final Streams streams;
    private final Reception reception;
    private final NatsOptions options;
    private final Consumer<Intake> ended;
    private final Plan plan;
    private final ConsumerInfo info;
    private final long window;
    private final Dispatcher dispatcher;
    private final ScheduledExecutorService clock;
    private final Map<Long, Delivered> inHand = new HashMap<>();
    private Optional<MessageConsumer> pulling = Optional.empty();
    private long done;
    private boolean closed;

    private Kept(
            Link link, Streams streams, Reception reception, NatsOptions options, Plan plan, Consumer<Intake> ended)
            throws IOException, JetStreamApiException {
        this.link = link;
        this.streams = streams;
        this.reception = reception;
        this.options = options;
        this.plan = plan;
        this.ended = ended;
        this.info = consumer();
        this.window = info.getConsumerConfiguration().getMaxAckPending();
        this.dispatcher = link.connection().createDispatcher(unexpected -> {});
        this.clock = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "bulla-nats-working");
            thread.setDaemon(true);
            return thread;
        });
        long third = Optional.ofNullable(info.getConsumerConfiguration().getAckWait())
                        .orElse(ACK_WAIT)
                        .toMillis()
                / 3;
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::working, third, Math.max(third, 1), TimeUnit.MILLISECONDS);
    }

    /**
     * Which consumer.
     *
     * @param stream the stream
     * @param name the consumer
     * @param lasting whether it outlives us
     * @param shared whether others receive under the same name
     */
    record Plan(String stream, String name, boolean lasting, boolean shared) {
        static Plan of(String stream, Optional<String> name, boolean shared) {
            return new Plan(stream, name.orElseGet(() -> "bulla-" + UUID.randomUUID()), name.isPresent(), shared);
        }
    }

    static Kept begin(
            Link link, Streams streams, Reception reception, NatsOptions options, Plan plan, Consumer<Intake> ended) {
        try {
            Kept kept = new Kept(link, streams, reception, options, plan, ended);
            try {
                kept.listen();
                return kept;
            } catch (IOException | JetStreamApiException | IllegalStateException refused) {
                kept.close(Duration.ZERO);
                throw Refusals.of(refused);
            }
        } catch (IOException | JetStreamApiException | IllegalStateException refused) {
            throw Refusals.of(refused);
        }
    }

    /** The consumer of that name, which is made if there is none. */
    private ConsumerInfo consumer() throws IOException, JetStreamApiException {
        if (plan.lasting()) {
            try {
                return usable(streams.management().getConsumerInfo(plan.stream(), plan.name()));
            } catch (JetStreamApiException missing) {
                if (missing.getErrorCode() != NOT_FOUND) {
                    throw missing;
                }
            }
        }
        long limit = (long) options.receiveWindow() * (plan.shared() ? GROUP_WINDOWS : 1);
        ConsumerConfiguration.Builder wanted = ConsumerConfiguration.builder()
                .durable(plan.name())
                .filterSubject(reception.topic())
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(ACK_WAIT)
                .maxAckPending(Math.min(limit, MOST_UNACKNOWLEDGED))
                .deliverPolicy(plan.lasting() ? DeliverPolicy.All : DeliverPolicy.New);
        if (!plan.lasting()) {
            wanted.inactiveThreshold(FORGET_AFTER);
        }
        return streams.management().addOrUpdateConsumer(plan.stream(), wanted.build());
    }

    private ConsumerInfo usable(ConsumerInfo found) {
        ConsumerConfiguration has = found.getConsumerConfiguration();
        if (has.getAckPolicy() != AckPolicy.Explicit) {
            throw new IllegalArgumentException("the consumer " + plan.name()
                    + " acknowledges by itself; one with explicit acknowledgement is needed");
        }
        if (has.getMaxAckPending() < 1 || has.getMaxAckPending() > MOST_UNACKNOWLEDGED) {
            throw new IllegalArgumentException("the consumer " + plan.name()
                    + " has no limit of unacknowledged messages; at most " + MOST_UNACKNOWLEDGED + " are taken");
        }
        List<String> filters = has.getFilterSubjects();
        if (filters != null && !filters.isEmpty() && !filters.equals(List.of(reception.topic()))) {
            throw new IllegalArgumentException("the consumer " + plan.name() + " is for other subjects: " + filters);
        }
        return found;
    }

    private void listen() throws IOException, JetStreamApiException {
        if (info.getConsumerConfiguration().getDeliverSubject() != null) {
            link.connection()
                    .jetStream()
                    .subscribe(
                            reception.topic(),
                            info.getConsumerConfiguration().getDeliverGroup(),
                            dispatcher,
                            this::arrived,
                            false,
                            PushSubscribeOptions.bind(plan.stream(), plan.name()));
            return;
        }
        int batch = (int) Math.min(Math.min(window, options.receiveWindow()), 10_000);
        pulling = Optional.of(link.connection()
                .getConsumerContext(plan.stream(), plan.name())
                .consume(
                        ConsumeOptions.builder()
                                .batchSize(batch)
                                .expiresIn(PULL_MILLIS)
                                .build(),
                        dispatcher,
                        this::arrived));
    }

    /** Called by the library's thread for this subscription. */
    private void arrived(Message message) {
        if (message.isStatusMessage()) {
            return;
        }
        if (Delivered.control(message)) {
            Delivered.say(link.connection(), message, Delivered.Word.ACK);
            return;
        }
        Delivered delivered;
        synchronized (inHand) {
            if (closed) {
                Delivered.say(link.connection(), message, Delivered.Word.NAK);
                return;
            }
            Long place = message.metaData().streamSequence();
            Delivered known = inHand.get(place);
            if (known != null && known.arrival().sealed().equals(Bytes.of(message.getData()))) {
                known.cameAgain(message);
                return;
            }
            delivered = new Delivered(this, message, done);
            inHand.put(place, delivered);
        }
        reception.offer(delivered);
    }

    @Override
    public void done(Delivered delivered) {
        synchronized (inHand) {
            done++;
            inHand.remove(delivered.place(), delivered);
        }
        delivered.say(link.connection(), Delivered.Word.ACK);
    }

    @Override
    public boolean holdsUpOthers(Delivered delivered) {
        synchronized (inHand) {
            return inHand.size() >= window && done > delivered.handledBefore;
        }
    }

    /** Tells the server that what is here is worked on. */
    private void working() {
        if (reception.stopped() || !link.connected()) {
            return;
        }
        List<Delivered> here;
        synchronized (inHand) {
            here = List.copyOf(inHand.values());
        }
        here.forEach(delivered -> delivered.say(link.connection(), Delivered.Word.WORKING));
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
        close(options.drainTimeout());
        if (plan.lasting() && !plan.shared()) {
            forget();
        }
    }

    @Override
    public void close(Duration limit) {
        synchronized (inHand) {
            closed = true;
        }
        stopListening();
        List<Delivery> left = reception.drain(limit);
        clock.shutdownNow();
        left.forEach(delivery -> ((Delivered) delivery).say(link.connection(), Delivered.Word.NAK));
        if (!plan.lasting()) {
            forget();
        }
    }

    /** First the server stops sending, then what is on the way is given back: the other way round it would come here again. */
    private void stopListening() {
        try {
            pulling.ifPresent(MessageConsumer::stop);
            boolean unused = dispatcher.drain(LAST_ONES).get(LAST_ONES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IllegalStateException gone) {
            // It went with its connection.
        }
    }

    private void forget() {
        try {
            streams.management().deleteConsumer(plan.stream(), plan.name());
        } catch (IOException | JetStreamApiException | IllegalStateException unreachable) {
            // A consumer of the moment is forgotten by the server itself.
        }
    }
}

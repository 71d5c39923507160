// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import com.rabbitmq.client.ShutdownSignalException;
import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.BrokerAddress;
import dev.bulla.carrier.Credentials;
import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * AMQP 0-9-1 with publisher confirms. The library brings connection, channels, queues and consumers back after a loss; what was not confirmed
 * is published again here, in its order.
 */
final class RabbitLink implements Link {
    private static final String CONTENT_TYPE = "application/bulla";
    private static final int PERSISTENT = 2;
    /** As much as a broker takes by its own limit; less would break the connection again and again. */
    private static final int MOST_INBOUND_BYTES = 128 << 20;

    private static final int HEARTBEAT_SECONDS = 20;

    private final AmqpOptions options;
    private final Connection connection;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final ExecutorService answers = Executors.newSingleThreadExecutor(work -> daemon(work, "bulla-amqp-sent"));

    /** Guards the five below, and the order of publishing. */
    private final Object order = new Object();

    private final NavigableMap<Long, Sending> unconfirmed = new TreeMap<>();
    private final Deque<Sending> waiting = new ArrayDeque<>();
    private Channel publishing;
    private boolean down;
    private long number;

    private RabbitLink(AmqpOptions options, Connection connection) throws IOException {
        this.options = options;
        this.connection = connection;
        this.publishing = publishing(connection);
    }

    private Channel publishing(Connection over) throws IOException {
        Channel channel = over.createChannel();
        if (channel == null) {
            throw new IOException("the broker gives no channel");
        }
        channel.confirmSelect();
        channel.addConfirmListener(this::confirmed, this::denied);
        channel.addReturnListener(returned -> returned(returned.getProperties().getMessageId()));
        channel.addShutdownListener(this::lost);
        ((Recoverable) channel).addRecoveryListener(new Recovered());
        return channel;
    }

    /** One message until the broker's word; compared as an object. */
    private static final class Sending {
        private final long number;
        private final Route route;
        private final Bytes sealed;
        private final CompletableFuture<Void> answer = new CompletableFuture<>();
        private boolean unroutable;

        Sending(long number, Route route, Bytes sealed) {
            this.number = number;
            this.route = route;
            this.sealed = sealed;
        }
    }

    /** Where a topic leads: an exchange and a key; the empty exchange leads to the queue of that name. */
    record Route(String exchange, String key) {
        static Route of(String topic) {
            int slash = topic.indexOf('/');
            return slash > 0 ? new Route(topic.substring(0, slash), topic.substring(slash + 1)) : new Route("", topic);
        }

        boolean toQueue() {
            return exchange.isEmpty();
        }
    }

    static RabbitLink open(BrokerAddress broker, AmqpOptions options) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(broker.host());
        factory.setPort(broker.port());
        broker.path().ifPresent(factory::setVirtualHost);
        int millis = (int) Math.min(options.timeout().toMillis(), 3_600_000);
        factory.setConnectionTimeout(millis);
        factory.setHandshakeTimeout(millis);
        factory.setChannelRpcTimeout(millis);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setThreadFactory(work -> daemon(work, "bulla-amqp"));
        factory.setMaxInboundMessageBodySize(MOST_INBOUND_BYTES);
        Backoff backoff = Backoff.usual();
        factory.setRecoveryDelayHandler(attempt -> backoff.before(attempt).toMillis());
        try {
            if (broker.tls()) {
                factory.useSslProtocol(Probe.context(broker));
                factory.enableHostnameVerification();
            }
            Credentials.of(broker, options.password(), AmqpOptions.PASSWORD_VARIABLE, options.clearPasswordAllowed())
                    .ifPresent(who -> {
                        factory.setUsername(who.user());
                        factory.setPassword(who.passwordText());
                    });
            Connection connection = factory.newConnection("bulla");
            RabbitLink link = new RabbitLink(options, connection);
            options.watch().connected(false);
            return link;
        } catch (IOException | TimeoutException | GeneralSecurityException failed) {
            throw Troubles.of(failed);
        }
    }

    @Override
    public CompletableFuture<Void> send(String topic, Bytes sealed) {
        Route route = Route.of(topic);
        know(route);
        synchronized (order) {
            Sending sending = new Sending(number++, route, sealed);
            publish(sending);
            return sending.answer;
        }
    }

    /** Makes the queue of a topic, or finds the exchange, once; a broken connection is no reason to fail here. */
    private void know(Route route) {
        String name = route.toQueue() ? route.key() : route.exchange() + "/";
        if (known.contains(name)) {
            return;
        }
        try {
            if (route.toQueue()) {
                makeQueue(route.key());
            } else {
                onScratchChannel(channel -> channel.exchangeDeclarePassive(route.exchange()));
            }
            known.add(name);
        } catch (IOException failed) {
            RuntimeException trouble = Troubles.of(failed);
            if (trouble instanceof ProblemException) {
                throw trouble;
            }
        } catch (AlreadyClosedException down) {
            // Published when it is back; a queue that is not there then is told by the broker.
        }
    }

    /** Only when there is none: declaring again with other arguments would be refused. */
    private void makeQueue(String name) throws IOException {
        try {
            onScratchChannel(channel -> channel.queueDeclarePassive(name));
        } catch (IOException failed) {
            if (!(failed.getCause() instanceof ShutdownSignalException closed)
                    || Troubles.code(closed) != AMQP.NOT_FOUND) {
                throw failed;
            }
            onScratchChannel(channel -> channel.queueDeclare(name, true, false, false, null));
        }
    }

    private interface Work {
        Object on(Channel channel) throws IOException;
    }

    /** A refusal closes the channel it was met on, so it is met on one that nobody else uses. */
    private void onScratchChannel(Work work) throws IOException {
        Channel scratch = connection.createChannel();
        if (scratch == null) {
            throw new IOException("the broker gives no more channels");
        }
        try {
            Object unused = work.on(scratch);
        } finally {
            closeQuietly(scratch);
        }
    }

    /** Under the lock. */
    private void publish(Sending sending) {
        if (down) {
            waiting.add(sending);
            return;
        }
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(CONTENT_TYPE)
                .deliveryMode(PERSISTENT)
                .messageId(Long.toString(sending.number))
                .build();
        unconfirmed.put(publishing.getNextPublishSeqNo(), sending);
        try {
            publishing.basicPublish(
                    sending.route.exchange(), sending.route.key(), true, properties, sending.sealed.toArray());
        } catch (IOException | AlreadyClosedException goingDown) {
            // It is among the unconfirmed, and published again when the connection is back.
        }
    }

    private void confirmed(long sequence, boolean andAllBefore) {
        for (Sending sending : take(sequence, andAllBefore)) {
            if (sending.unroutable) {
                fail(sending, new ProblemException(Problem.NAME_UNKNOWN, "no queue takes messages for that topic"));
            } else {
                answer(() -> sending.answer.complete(null));
            }
        }
    }

    private void denied(long sequence, boolean andAllBefore) {
        for (Sending sending : take(sequence, andAllBefore)) {
            fail(sending, Troubles.unavailable(new IOException("the broker did not take it")));
        }
    }

    private List<Sending> take(long sequence, boolean andAllBefore) {
        synchronized (order) {
            NavigableMap<Long, Sending> taken = andAllBefore
                    ? unconfirmed.headMap(sequence, true)
                    : unconfirmed.subMap(sequence, true, sequence, true);
            List<Sending> all = new ArrayList<>(taken.values());
            taken.clear();
            return all;
        }
    }

    private void returned(String messageId) {
        synchronized (order) {
            for (Sending sending : unconfirmed.values()) {
                if (Long.toString(sending.number).equals(messageId)) {
                    sending.unroutable = true;
                }
            }
        }
    }

    /** The connection is gone, which the library mends; or the broker closed the channel, which is mended here. */
    private void lost(ShutdownSignalException why) {
        List<Sending> ended = new ArrayList<>();
        synchronized (order) {
            down = true;
            waiting.addAll(unconfirmed.values());
            unconfirmed.clear();
            if (why.isInitiatedByApplication()) {
                ended.addAll(waiting);
                waiting.clear();
            }
        }
        ended.forEach(sending -> fail(sending, Troubles.of(why)));
        if (why.isInitiatedByApplication()) {
            return;
        }
        if (why.isHardError()) {
            options.watch().disconnected(Problem.BROKER_UNAVAILABLE, why);
        } else {
            answer(this::reopen);
        }
    }

    /** The broker closes a channel when an exchange is gone, and does not say whose message asked for it: each is looked at again. */
    private void reopen() {
        known.clear();
        List<Sending> again;
        synchronized (order) {
            again = new ArrayList<>(waiting);
        }
        for (Sending sending : again) {
            try {
                know(sending.route);
            } catch (ProblemException refused) {
                synchronized (order) {
                    waiting.remove(sending);
                }
                fail(sending, refused);
            }
        }
        try {
            Channel fresh = publishing(connection);
            synchronized (order) {
                publishing = fresh;
            }
            publishWaiting();
        } catch (IOException | AlreadyClosedException failed) {
            List<Sending> ended;
            synchronized (order) {
                ended = new ArrayList<>(waiting);
                waiting.clear();
            }
            ended.forEach(sending -> fail(sending, Troubles.of(failed)));
        }
    }

    private void publishWaiting() {
        synchronized (order) {
            down = false;
            List<Sending> again = new ArrayList<>(waiting);
            waiting.clear();
            again.forEach(this::publish);
        }
    }

    private final class Recovered implements RecoveryListener {
        @Override
        public void handleRecoveryStarted(Recoverable channel) {
            // What comes meanwhile waits.
        }

        @Override
        public void handleRecovery(Recoverable channel) {
            publishWaiting();
            options.watch().connected(true);
        }
    }

    private void fail(Sending sending, RuntimeException trouble) {
        answer(() -> sending.answer.completeExceptionally(trouble));
    }

    /** Never on the network's thread: whoever waits in an answer harms only answers. */
    private void answer(Runnable completion) {
        try {
            answers.execute(completion);
        } catch (RejectedExecutionException closing) {
            completion.run();
        }
    }

    @Override
    public Consuming consume(String topic, String group, int window, Consumer<Delivery> taker) {
        try {
            Route route = Route.of(topic);
            Channel channel = connection.createChannel();
            channel.basicQos(window);
            String queue = route.toQueue() ? route.key() : group;
            if (route.toQueue() || !group.isEmpty()) {
                makeQueue(queue);
            } else {
                queue = channel.queueDeclare().getQueue();
            }
            if (!route.toQueue()) {
                channel.queueBind(queue, route.exchange(), route.key());
            }
            return RabbitConsuming.start(channel, queue, topic, taker, options.watch());
        } catch (IOException | AlreadyClosedException failed) {
            throw Troubles.of(failed);
        }
    }

    @Override
    public void close() {
        awaitConfirms();
        try {
            connection.close((int) options.timeout().toMillis());
        } catch (IOException | AlreadyClosedException gone) {
            connection.abort();
        }
        answers.shutdown();
    }

    private void awaitConfirms() {
        List<CompletableFuture<Void>> open;
        synchronized (order) {
            open = new ArrayList<>(
                    unconfirmed.values().stream().map(sending -> sending.answer).toList());
            waiting.forEach(sending -> open.add(sending.answer));
        }
        try {
            CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0]))
                    .get(options.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // Each caller was told, or is when the connection closes.
        }
    }

    static void closeQuietly(Channel channel) {
        try {
            if (channel.isOpen()) {
                channel.close();
            }
        } catch (IOException | TimeoutException | AlreadyClosedException gone) {
            // It is closed all the same.
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.BrokerAddress;
import dev.bulla.carrier.Credentials;
import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.qpid.jms.JmsConnection;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.JmsConnectionListener;
import org.apache.qpid.jms.message.JmsInboundMessageDispatch;

/**
 * AMQP 1.0 by way of Qpid JMS. The library brings connection, links and consumers back after a loss, and says which messages it could not
 * complete; they are sent again here.
 */
final class JmsLink implements Link {
    /** What Qpid calls acknowledging one message and no other. */
    private static final int INDIVIDUAL_ACKNOWLEDGE = 101;

    /** Some ten minutes: a broker that refuses one message for good says it in the words of one that is busy. */
    private static final int MOST_ATTEMPTS = 30;

    private static final String TOPIC = "topic:";
    private static final int USUAL_PRIORITY = 4;

    private final JmsConnection connection;
    private final Session sending;
    private final MessageProducer producer;
    private final Backoff backoff = Backoff.usual();
    private final ScheduledThreadPoolExecutor again;
    private volatile boolean closed;

    private JmsLink(JmsConnection connection) throws JMSException {
        this.connection = connection;
        this.sending = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        this.producer = sending.createProducer(null);
        this.again = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "bulla-amqp-again");
            thread.setDaemon(true);
            return thread;
        });
    }

    static JmsLink open(BrokerAddress broker, AmqpOptions options) {
        try {
            JmsConnectionFactory factory =
                    new JmsConnectionFactory(uri(broker, options).toString());
            if (broker.tls()) {
                factory.setSslContext(Probe.context(broker));
            }
            Optional<Credentials> who = Credentials.of(
                    broker, options.password(), AmqpOptions.PASSWORD_VARIABLE, options.clearPasswordAllowed());
            Connection made = who.isPresent()
                    ? factory.createConnection(who.get().user(), who.get().passwordText())
                    : factory.createConnection();
            JmsConnection connection = (JmsConnection) made;
            try {
                ExceptionListener told = failed -> options.watch().disconnected(Problem.BROKER_UNAVAILABLE, failed);
                connection.setExceptionListener(told);
                connection.addConnectionListener(new Told(options));
                connection.start();
                JmsLink link = new JmsLink(connection);
                options.watch().connected(false);
                return link;
            } catch (JMSException failed) {
                connection.close();
                throw failed;
            }
        } catch (JMSException | GeneralSecurityException failed) {
            throw Troubles.of(failed);
        }
    }

    /** The first connection is tried once, a lost one for ever. */
    private static URI uri(BrokerAddress broker, AmqpOptions options) {
        String host = broker.host().indexOf(':') >= 0 ? "[" + broker.host() + "]" : broker.host();
        long millis = options.timeout().toMillis();
        String inner =
                (broker.tls() ? "amqps://" : "amqp://") + host + ":" + broker.port() + "?transport.connectTimeout="
                        + millis
                        + broker.path()
                                .map(name -> "&amqp.vhost=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
                                .orElse("");
        return URI.create("failover:(" + inner + ")?failover.startupMaxReconnectAttempts=1"
                + "&failover.initialReconnectDelay=0&failover.reconnectDelay=" + Backoff.FIRST.toMillis()
                + "&failover.maxReconnectDelay=" + Backoff.LONGEST.toMillis()
                + "&failover.warnAfterReconnectAttempts=-1"
                + "&jms.connectTimeout=" + millis + "&jms.requestTimeout=" + millis + "&jms.sendTimeout=" + millis
                + "&jms.prefetchPolicy.all=" + options.window() + "&jms.populateJMSXUserID=false");
    }

    @Override
    public CompletableFuture<Void> send(String topic, Bytes sealed) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        send(topic, sealed, answer, 0);
        return answer;
    }

    private void send(String topic, Bytes sealed, CompletableFuture<Void> answer, int attempts) {
        try {
            synchronized (producer) {
                BytesMessage message = sending.createBytesMessage();
                message.writeBytes(sealed.toArray());
                producer.send(
                        destination(sending, topic),
                        message,
                        DeliveryMode.PERSISTENT,
                        USUAL_PRIORITY,
                        0,
                        new CompletionListener() {
                            @Override
                            public void onCompletion(Message sent) {
                                answer.complete(null);
                            }

                            @Override
                            public void onException(Message unsent, Exception failed) {
                                failed(topic, sealed, answer, attempts, failed);
                            }
                        });
            }
        } catch (JMSException failed) {
            failed(topic, sealed, answer, attempts, failed);
        }
    }

    private void failed(String topic, Bytes sealed, CompletableFuture<Void> answer, int attempts, Exception failed) {
        RuntimeException trouble = Troubles.of(failed);
        if (closed || attempts >= MOST_ATTEMPTS || !(trouble instanceof UnavailableException)) {
            answer.completeExceptionally(trouble);
            return;
        }
        try {
            ScheduledFuture<?> unused = again.schedule(
                    () -> send(topic, sealed, answer, attempts + 1),
                    backoff.before(attempts).toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            answer.completeExceptionally(trouble);
        }
    }

    private static Destination destination(Session session, String topic) throws JMSException {
        return topic.startsWith(TOPIC)
                ? session.createTopic(topic.substring(TOPIC.length()))
                : session.createQueue(topic);
    }

    @Override
    public Consuming consume(String topic, String group, int window, Consumer<Delivery> taker) {
        try {
            Session session = connection.createSession(INDIVIDUAL_ACKNOWLEDGE);
            Destination from = destination(session, topic);
            MessageConsumer consumer = from instanceof Topic address && !group.isEmpty()
                    ? session.createSharedDurableConsumer(address, group)
                    : session.createConsumer(from);
            return JmsConsuming.start(session, consumer, topic, window, taker);
        } catch (JMSException failed) {
            throw Troubles.of(failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        again.shutdown();
        try {
            connection.close();
        } catch (JMSException gone) {
            // It is closed all the same.
        }
    }

    /** Passes on what the library tells of the connection. */
    private static final class Told implements JmsConnectionListener {
        private final AmqpOptions options;

        Told(AmqpOptions options) {
            this.options = options;
        }

        @Override
        public void onConnectionInterrupted(URI remote) {
            options.watch().disconnected(Problem.BROKER_UNAVAILABLE, new IOException("the connection was lost"));
        }

        @Override
        public void onConnectionRestored(URI remote) {
            options.watch().connected(true);
        }

        @Override
        public void onConnectionEstablished(URI remote) {}

        @Override
        public void onConnectionFailure(Throwable failure) {}

        @Override
        public void onInboundMessage(JmsInboundMessageDispatch envelope) {}

        @Override
        public void onSessionClosed(Session session, Throwable cause) {}

        @Override
        public void onConsumerClosed(MessageConsumer consumer, Throwable cause) {}

        @Override
        public void onProducerClosed(MessageProducer producer, Throwable cause) {}
    }
}

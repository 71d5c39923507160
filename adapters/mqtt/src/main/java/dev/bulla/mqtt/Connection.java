// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import com.hivemq.client.mqtt.lifecycle.MqttClientConnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientReconnector;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import dev.bulla.carrier.Authorities;
import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.Credentials;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import io.reactivex.subscribers.DisposableSubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One client of the library, that comes back by itself. Its session outlives the connection: what was not acknowledged is sent again, and
 * subscriptions are made again where the broker forgot them. The listeners run on the library's network thread and return at once.
 */
final class Connection {
    /** MQTT 5 §3.3 around topic and payload: fixed header 5, lengths 2 and 4, packet identifier 2, content type 20. */
    private static final int FRAME_BYTES = 33;

    private static final int KEEP_ALIVE_SECONDS = 30;
    private static final int WIDENING = 8;

    private final MqttOptions options;
    private final Backoff backoff;
    private final Inbox inbox;
    private final boolean lasting;
    private final Mqtt5AsyncClient client;
    /** Holds a thread of the library until disposed; disposed while connected, it would acknowledge what is still queued. */
    private final Arrivals arrivals;

    private volatile boolean opened;
    private volatile boolean closed;
    private volatile int brokerMaxPacketBytes = Integer.MAX_VALUE;
    /** Used by the network thread only, once connected. */
    private int receiveWindow;

    private Connection(MqttAddress address, MqttOptions options, Backoff backoff, Inbox inbox) {
        this.options = options;
        this.backoff = backoff;
        this.inbox = inbox;
        this.receiveWindow = options.receiveWindow();
        this.lasting = options.clientId().or(address::client).isPresent();
        String id = options.clientId().or(address::client).orElseGet(() -> "bulla-" + UUID.randomUUID());
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
                .identifier(id)
                .addConnectedListener(this::connected)
                .addDisconnectedListener(this::disconnected)
                .transportConfig(transport(address, options));
        Credentials.of(
                        address.broker(),
                        options.password(),
                        MqttOptions.PASSWORD_VARIABLE,
                        options.clearPasswordAllowed())
                .ifPresent(who -> builder.simpleAuth()
                        .username(who.user())
                        .password(who.passwordBytes())
                        .applySimpleAuth());
        this.client = builder.buildAsync();
        if (client.getConfig().getSslConfig().isPresent() != address.broker().tls()) {
            throw new IllegalStateException("the client library did not take the TLS settings");
        }
        // Before connecting: a kept session sends at once, and the library acknowledges what nobody asked for.
        this.arrivals =
                client.toRx().publishes(MqttGlobalPublishFilter.ALL, true).subscribeWith(new Arrivals(inbox));
    }

    /** Connects once; after that it reconnects until closed. */
    static Connection open(MqttAddress address, MqttOptions options, Backoff backoff, Inbox inbox) {
        Connection connection = new Connection(address, options, backoff, inbox);
        try {
            await(
                    connection.client.connect(connection.connect()),
                    options.connectTimeout().plusSeconds(1));
            return connection;
        } catch (RuntimeException refused) {
            connection.closed = true;
            connection.arrivals.dispose();
            throw refused;
        }
    }

    /** Ends when the broker has acknowledged; to be cancelled if nobody waits any more, for it holds a thread of the library. */
    CompletableFuture<Mqtt5PublishResult> publish(Mqtt5Publish message) {
        return client.publish(message);
    }

    void subscribe(MqttTopicFilter filter) {
        Mqtt5SubAckReasonCode granted = await(
                        client.subscribeWith()
                                .topicFilter(filter)
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .send(),
                        options.connectTimeout())
                .getReasonCodes()
                .get(0);
        if (granted == Mqtt5SubAckReasonCode.GRANTED_QOS_0) {
            throw new ProblemException(
                    Problem.FORBIDDEN, "the broker delivers this topic without acknowledgement only");
        }
    }

    void unsubscribe(MqttTopicFilter filter) {
        await(client.unsubscribeWith().topicFilter(filter).send(), options.connectTimeout());
    }

    /** The largest payload the broker takes on a topic without more properties than the content type. */
    int brokerRoomBytes(MqttTopic topic) {
        int name = topic.toString().getBytes(StandardCharsets.UTF_8).length;
        return Math.max(0, brokerMaxPacketBytes - FRAME_BYTES - name);
    }

    /** Says good-bye; a session under a stable identifier stays with the broker. */
    void close() {
        closed = true;
        try {
            await(
                    client.disconnectWith()
                            .sessionExpiryInterval(
                                    lasting ? options.sessionExpiry().toSeconds() : 0)
                            .send(),
                    Duration.ofSeconds(5));
        } catch (UnavailableException notConnected) {
            // The next attempt to reconnect sees `closed` and ends.
        }
        arrivals.dispose();
    }

    static <T> T await(CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw Refusals.of(failed);
        } catch (TimeoutException late) {
            throw Refusals.unavailable(late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw Refusals.unavailable(stop);
        }
    }

    private Mqtt5Connect connect() {
        return Mqtt5Connect.builder()
                .cleanStart(!lasting)
                .sessionExpiryInterval(options.sessionExpiry().toSeconds())
                .keepAlive(KEEP_ALIVE_SECONDS)
                .restrictions()
                .receiveMaximum(options.receiveWindow())
                .maximumPacketSize(options.maxMessageBytes() + (1 << 17)) // a topic takes up to 65,535 bytes
                .sendMaximumPacketSize(268_435_460)
                .topicAliasMaximum(0)
                .applyRestrictions()
                .build();
    }

    private void connected(MqttClientConnectedContext context) {
        if (closed) {
            CompletableFuture<Void> unused = client.disconnect();
            return;
        }
        opened = true;
        boolean kept = ((Mqtt5ClientConnectedContext) context).getConnAck().isSessionPresent();
        client.getConfig()
                .getConnectionConfig()
                .ifPresent(config ->
                        brokerMaxPacketBytes = config.getRestrictionsForClient().getSendMaximumPacketSize());
        options.watch().connected(kept);
    }

    private void disconnected(MqttClientDisconnectedContext context) {
        inbox.release();
        if (!opened || closed) {
            return;
        }
        int attempts = context.getReconnector().getAttempts();
        Duration delay = disconnectedFor(context.getCause(), Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER)
                // Two carriers under one identifier would throw each other out without end.
                ? Backoff.LONGEST
                : backoff.before(attempts);
        context.getReconnector()
                .reconnect(true)
                .resubscribeIfSessionExpired(true)
                .republishIfSessionExpired(true)
                .delay(delay.toMillis(), TimeUnit.MILLISECONDS);
        if (disconnectedFor(context.getCause(), Mqtt5DisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED)) {
            widen(context);
        }
        Problem problem = problemOf(Refusals.of(context.getCause()));
        options.watch().disconnected(problem, context.getCause());
    }

    /**
     * Some brokers forget the window (Mosquitto 2.0.11 sends a whole new one for each acknowledgement of a backlog), and the library then
     * disconnects, again and again. Such a broker gets a window its backlog fits into.
     */
    private void widen(MqttClientDisconnectedContext context) {
        receiveWindow = Math.min(receiveWindow * WIDENING, 65_535);
        ((Mqtt5ClientReconnector) context.getReconnector())
                .connectWith()
                .restrictions()
                .receiveMaximum(receiveWindow)
                .applyRestrictions()
                .applyConnect();
    }

    private static boolean disconnectedFor(Throwable cause, Mqtt5DisconnectReasonCode reason) {
        return cause instanceof Mqtt5DisconnectException said
                && said.getMqttMessage().getReasonCode() == reason;
    }

    private static Problem problemOf(RuntimeException refusal) {
        return refusal instanceof ProblemException permanent ? permanent.problem() : Problem.BROKER_UNAVAILABLE;
    }

    /** What the broker said of one message. */
    static Mqtt5PubAckReasonCode word(Mqtt5PublishResult result) {
        return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result acknowledged
                ? acknowledged.getPubAck().getReasonCode()
                : Mqtt5PubAckReasonCode.UNSPECIFIED_ERROR;
    }

    /**
     * Address and TLS in one: the library's client builder ignores an {@code sslConfig} given after a {@code transportConfig} without a
     * word, and connects in the clear (1.4.2).
     */
    private static MqttClientTransportConfig transport(MqttAddress address, MqttOptions options) {
        MqttClientTransportConfigBuilder transport = MqttClientTransportConfig.builder()
                .serverHost(address.broker().host())
                .serverPort(address.broker().port())
                .mqttConnectTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .socketConnectTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (address.broker().tls()) {
            transport = transport.sslConfig(tls(address, options));
        }
        return transport.build();
    }

    private static MqttClientSslConfig tls(MqttAddress address, MqttOptions options) {
        return MqttClientSslConfig.builder()
                .protocols(Arrays.asList("TLSv1.3", "TLSv1.2"))
                .trustManagerFactory(Authorities.of(address.broker().ca()))
                .handshakeTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /** What arrives, until the session ends. The library's own lambda subscriber throws an end that comes after {@link #dispose} at the thread. */
    private static final class Arrivals extends DisposableSubscriber<Mqtt5Publish> {
        private final Inbox inbox;

        Arrivals(Inbox inbox) {
            this.inbox = inbox;
        }

        @Override
        public void onNext(Mqtt5Publish publish) {
            inbox.arrived(publish);
        }

        @Override
        public void onError(Throwable endOfSession) {
            // Said by the disconnected listener already, with its reason.
        }

        @Override
        public void onComplete() {
            // Never: the library ends this flow by an error only.
        }
    }
}

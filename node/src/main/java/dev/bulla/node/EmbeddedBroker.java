// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzerPolicy;

/**
 * A broker inside this process, for one machine: MQTT 3.1.1 and 5 and AMQP 1.0 on one port (Apache Artemis). An MQTT topic {@code a/b} is
 * the AMQP address {@code a.b}. It reads no envelope; whoever subscribes to {@code #} sees what the wire carries.
 *
 * <p>Nothing else is opened: no console, no JMX, no management address that could be guessed. It logs through SLF4J only. Safe for many
 * threads. Starting twice with one data folder fails.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String ACCEPTOR = "bulla";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final EmbeddedActiveMQ broker;
    private final Optional<FolderLock> lock;
    private final String host;
    private final int port;

    private EmbeddedBroker(EmbeddedActiveMQ broker, Optional<FolderLock> lock, String host, int port) {
        this.broker = broker;
        this.lock = lock;
        this.host = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        this.port = port;
    }

    /**
     * Starts it; takes about a second.
     *
     * @throws UnavailableException {@code BROKER_UNAVAILABLE} when it cannot listen there, {@code STORE_UNAVAILABLE} when the data folder
     *     cannot be made, {@code HOME_LOCKED} when another broker uses it
     * @throws IllegalArgumentException for a data folder, when this Java does not let Netty free memory (JDK 24 and later without
     *     {@code --sun-misc-unsafe-memory-access=allow})
     */
    public static EmbeddedBroker start(BrokerOptions options) {
        if (options.dataFolder().isPresent()) {
            requireFreeableMemory();
        }
        Optional<FolderLock> lock = options.dataFolder().map(FolderLock::take);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration(options));
        broker.setSecurityManager(new Accounts(options.accounts()));
        try {
            broker.start();
            ActiveMQServer server = broker.getActiveMQServer();
            NettyAcceptor acceptor = (NettyAcceptor) server.getRemotingService().getAcceptor(ACCEPTOR);
            if (!server.isActive() || acceptor == null || !acceptor.isStarted()) {
                throw new IOException("the broker did not become active");
            }
            return new EmbeddedBroker(broker, lock, options.host(), acceptor.getActualPort());
        } catch (Exception failed) {
            stop(broker, lock);
            throw new UnavailableException(Problem.BROKER_UNAVAILABLE, RETRY_AFTER, failed);
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Its address for MQTT. */
    public URI mqtt() {
        return URI.create("mqtt://" + host + ":" + port);
    }

    /** Its address for AMQP 1.0. */
    public URI amqp() {
        return URI.create("amqp://" + host + ":" + port);
    }

    /** Ends it. What is in memory is gone; a data folder keeps messages and sessions. */
    @Override
    public void close() {
        stop(broker, lock);
    }

    /** The journal frees buffers when it is read again; where Netty cannot, a broker with a past would not start. */
    @SuppressWarnings("deprecation") // what the journal itself calls
    private static void requireFreeableMemory() {
        try {
            PlatformDependent.freeDirectBuffer(ByteBuffer.allocateDirect(1));
        } catch (UnsupportedOperationException denied) {
            throw new IllegalArgumentException(
                    "a data folder needs java --sun-misc-unsafe-memory-access=allow on this JDK", denied);
        }
    }

    private static ConfigurationImpl configuration(BrokerOptions options) {
        boolean lasting = options.dataFolder().isPresent();
        // Without persistence nothing is written, but the broker wants names.
        Path folder = options.dataFolder().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "bulla-none"));
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("bulla");
        configuration.setPersistenceEnabled(lasting);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalFileSize(1 << 20);
        configuration.setJournalMinFiles(2);
        configuration.setJournalSyncTransactional(true);
        configuration.setJournalSyncNonTransactional(true);
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setSecurityEnabled(!options.accounts().isEmpty());
        configuration.setJMXManagementEnabled(false);
        configuration.setMessageCounterEnabled(false);
        configuration.setManagementAddress(SimpleString.of("bulla." + UUID.randomUUID()));
        configuration.setManagementNotificationAddress(SimpleString.of("bulla." + UUID.randomUUID()));
        configuration.setGlobalMaxSize(options.maxMemoryBytes());
        configuration.setThreadPoolMaxSize(16);
        configuration.setScheduledThreadPoolMaxSize(2);
        // A demo on a sleeping laptop is not a deadlock.
        configuration.setCriticalAnalyzerPolicy(CriticalAnalyzerPolicy.LOG);
        configuration.setGracefulShutdownEnabled(false);
        configuration.addAddressSetting("#", addresses(lasting));
        configuration.addAcceptorConfiguration(acceptor(options));
        return configuration;
    }

    private static AddressSettings addresses(boolean lasting) {
        AddressSettings settings = new AddressSettings();
        settings.setAddressFullMessagePolicy(lasting ? AddressFullMessagePolicy.PAGE : AddressFullMessagePolicy.BLOCK);
        settings.setMaxDeliveryAttempts(-1);
        settings.setAutoCreateQueues(true);
        settings.setAutoCreateAddresses(true);
        return settings;
    }

    private static TransportConfiguration acceptor(BrokerOptions options) {
        Map<String, Object> transport = new HashMap<>();
        transport.put("host", options.host());
        transport.put("port", options.port());
        transport.put("protocols", "MQTT,AMQP");
        transport.put("useEpoll", false);
        transport.put("useKQueue", false);
        transport.put("remotingThreads", 2);
        transport.put("connectionsAllowed", 1_024L);
        Map<String, Object> protocol = new HashMap<>();
        protocol.put("maximumPacketSize", options.maxMessageBytes());
        protocol.put("receiveMaximum", 256);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, ACCEPTOR, protocol);
    }

    private static void stop(EmbeddedActiveMQ broker, Optional<FolderLock> lock) {
        try {
            broker.stop();
        } catch (Exception failed) {
            throw new UnavailableException(Problem.BROKER_UNAVAILABLE, RETRY_AFTER, failed);
        } finally {
            lock.ifPresent(FolderLock::close);
        }
    }
}

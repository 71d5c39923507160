// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Backoff;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Problem;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the library, our own or somebody else's. Ours comes back by itself until closed. Safe for many threads; the listeners run on
 * the library's threads and return at once.
 */
final class Link implements ConnectionListener {
    private final Connection connection;
    private final Watch watch;
    private final boolean own;
    private final List<Runnable> whenBack = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private Link(Connection connection, Watch watch, boolean own) {
        this.connection = connection;
        this.watch = watch;
        this.own = own;
        connection.addConnectionListener(this);
    }

    static Link open(NatsAddress address, NatsOptions options, Backoff backoff) {
        Quiet quiet = new Quiet();
        Options.Builder settings = new Options.Builder()
                .servers(address.servers().stream().map(URI::toString).toArray(String[]::new))
                .connectionTimeout(options.connectTimeout())
                .maxReconnects(-1)
                .reconnectDelayHandler(tries -> backoff.before((int) Math.min(tries, 100)))
                .pingInterval(Duration.ofSeconds(10))
                .requestCleanupInterval(Duration.ofSeconds(1))
                .errorListener(quiet);
        if (address.tls()) {
            // Elsewise the library puts an address in place of the name, and there is nothing to compare the
            // certificate with.
            settings.sslContext(NameCheck.context(address.ca()))
                    .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
        }
        SignIn.apply(address, options, settings);
        try {
            Link link = new Link(Nats.connect(settings.build()), options.watch(), true);
            options.watch().connected(false);
            return link;
        } catch (IOException | InterruptedException | IllegalStateException refused) {
            throw Refusals.of(quiet.why(refused));
        }
    }

    static Link over(Connection connection, NatsOptions options) {
        if (connection.getOptions().isNoEcho()) {
            throw new IllegalArgumentException("a connection with noEcho does not hear what became of its messages");
        }
        return new Link(connection, options.watch(), false);
    }

    Connection connection() {
        return connection;
    }

    boolean connected() {
        return connection.getStatus() == Connection.Status.CONNECTED;
    }

    /** Runs this each time the connection is back and its subscriptions are made again. */
    void whenBack(Runnable work) {
        whenBack.add(work);
    }

    void notAnyMore(Runnable work) {
        whenBack.remove(work);
    }

    /** The newer form of this listener calls this one. */
    @Override
    @SuppressWarnings("deprecation")
    public void connectionEvent(Connection which, Events event) {
        if (closed) {
            return;
        }
        switch (event) {
            case RECONNECTED -> watch.connected(false);
            case RESUBSCRIBED -> whenBack.forEach(Runnable::run);
            case DISCONNECTED -> {
                String error = Optional.ofNullable(which.getLastError()).orElse("");
                watch.disconnected(Problem.BROKER_UNAVAILABLE, new IOException("disconnected " + error));
            }
            default -> {}
        }
    }

    /** Says good-bye; somebody else's connection stays open. */
    void close() {
        closed = true;
        connection.removeConnectionListener(this);
        try {
            if (connected()) {
                connection.flush(Duration.ofSeconds(1));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | IllegalStateException gone) {
            // What was said last is said again to the next receiver.
        }
        if (own) {
            try {
                connection.close();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The library's own listener prints to the console; this one keeps why connecting failed, which the library does not say. */
    private static final class Quiet implements ErrorListener {
        private volatile @Nullable Exception last;

        @Override
        public void exceptionOccurred(Connection which, Exception exception) {
            last = exception;
        }

        /** The failure, with its reason. */
        Exception why(Exception failed) {
            Exception reason = last;
            if (reason != null && failed.getCause() == null && !failed.equals(reason)) {
                failed.initCause(reason);
            }
            return failed;
        }
    }

    /** How a connection says who asks. */
    private static final class SignIn {
        static void apply(NatsAddress address, NatsOptions options, Options.Builder settings) {
            address.creds().or(options::creds).ifPresent(file -> settings.authHandler(KeyFile.creds(file)));
            address.nkey().or(options::nkey).ifPresent(file -> settings.authHandler(KeyFile.nkey(file)));
            if (address.user().isEmpty()) {
                return;
            }
            char[] password = options.password()
                    .map(supplier -> supplier.get())
                    .or(() -> Optional.ofNullable(System.getenv(NatsOptions.PASSWORD_VARIABLE))
                            .map(String::toCharArray))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the address names a user: set " + NatsOptions.PASSWORD_VARIABLE + " or give a password"));
            if (!address.tls() && !options.clearPasswordAllowed()) {
                if (!address.loopback()) {
                    Arrays.fill(password, '\0');
                    throw new IllegalArgumentException(
                            "the password would cross the network unprotected: use tls://, or allowClearPassword()");
                }
                // A server may name others of its cluster; the password is for this machine.
                settings.ignoreDiscoveredServers();
            }
            settings.userInfo(address.user().get().toCharArray(), password.clone());
            Arrays.fill(password, '\0');
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How an {@link EmbeddedBroker} listens and what it may use. Immutable; made by {@link #builder()}. The builder is for one thread.
 */
public final class BrokerOptions {
    private final Builder settings;

    private BrokerOptions(Builder settings) {
        this.settings = settings;
    }

    /** Loopback, a free port, in memory, everybody of this machine. */
    public static BrokerOptions standard() {
        return builder().build();
    }

    /** The usual settings, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    String host() {
        return settings.host;
    }

    int port() {
        return settings.port;
    }

    Optional<Path> dataFolder() {
        return settings.dataFolder;
    }

    int maxMessageBytes() {
        return settings.maxMessageBytes;
    }

    long maxMemoryBytes() {
        return settings.maxMemoryBytes;
    }

    Map<String, char[]> accounts() {
        return settings.accounts;
    }

    /** Collects settings. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private Optional<Path> dataFolder = Optional.empty();
        private int maxMessageBytes = 16 << 20;
        private long maxMemoryBytes = 128L << 20;
        private final Map<String, char[]> accounts = new LinkedHashMap<>();

        private Builder() {}

        private Builder(Builder other) {
            host = other.host;
            port = other.port;
            dataFolder = other.dataFolder;
            maxMessageBytes = other.maxMessageBytes;
            maxMemoryBytes = other.maxMemoryBytes;
            other.accounts.forEach((user, password) -> accounts.put(user, password.clone()));
        }

        /** Where to listen; 127.0.0.1. Another machine's reach needs an {@link #account}. */
        public Builder listen(String address) {
            host = address;
            return this;
        }

        /** The port; 0, as usual, takes a free one. */
        public Builder port(int number) {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("a port is between 0 and 65,535");
            }
            port = number;
            return this;
        }

        /** Keeps messages and sessions in a folder, written before they are acknowledged; otherwise they live in memory. */
        public Builder dataFolder(Path folder) {
            dataFolder = Optional.of(folder);
            return this;
        }

        /** The largest message; 16 MiB, from 1 KiB to 255 MiB. */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1_024 || bytes > 255 << 20) {
                throw new IllegalArgumentException("messages are limited to between 1 KiB and 255 MiB");
            }
            maxMessageBytes = bytes;
            return this;
        }

        /** The most memory for messages; 128 MiB. Beyond it senders wait, or with a data folder messages go to disk. */
        public Builder maxMemoryBytes(long bytes) {
            if (bytes < 1 << 20) {
                throw new IllegalArgumentException("at least 1 MiB of memory");
            }
            maxMemoryBytes = bytes;
            return this;
        }

        /** Somebody who may connect; with the first account nobody else may. The array is copied. */
        public Builder account(String user, char[] password) {
            if (user.isBlank() || password.length == 0) {
                throw new IllegalArgumentException("an account has a user and a password");
            }
            accounts.put(user, password.clone());
            return this;
        }

        /** The options. */
        public BrokerOptions build() {
            if (accounts.isEmpty() && !loopback()) {
                throw new IllegalArgumentException("listening beyond this machine needs an account");
            }
            return new BrokerOptions(new Builder(this));
        }

        private boolean loopback() {
            try {
                return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
            } catch (UnknownHostException unknown) {
                throw new IllegalArgumentException("no address of this machine", unknown);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a {@link MqttCarrier} behaves. Every setting has a value that is right for most.
 *
 * <p>Immutable; made by {@link #builder()}. The builder is for one thread.
 */
public final class MqttOptions {
    /** The environment variable a password is read from when no supplier is given. */
    public static final String PASSWORD_VARIABLE = "BULLA_MQTT_PASSWORD";

    private final Builder settings;

    private MqttOptions(Builder settings) {
        this.settings = settings;
    }

    /** The usual settings: a client identifier of the moment, no dead letters and so no receiving. */
    public static MqttOptions standard() {
        return builder().build();
    }

    /** The usual settings, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    Optional<String> clientId() {
        return settings.clientId;
    }

    Optional<Supplier<char[]>> password() {
        return settings.password;
    }

    boolean clearPasswordAllowed() {
        return settings.clearPassword;
    }

    Duration connectTimeout() {
        return settings.connectTimeout;
    }

    Duration sendTimeout() {
        return settings.sendTimeout;
    }

    Duration drainTimeout() {
        return settings.drainTimeout;
    }

    Duration sessionExpiry() {
        return settings.sessionExpiry;
    }

    int threads() {
        return settings.threads;
    }

    Duration retryFor() {
        return settings.retryFor;
    }

    int receiveWindow() {
        return settings.receiveWindow;
    }

    int maxMessageBytes() {
        return settings.maxMessageBytes;
    }

    int maxInFlightBytes() {
        return settings.maxInFlightBytes;
    }

    Optional<DeadLetters> deadLetters() {
        return settings.deadLetters;
    }

    Optional<String> deadLetterTopic() {
        return settings.deadLetterTopic;
    }

    Watch watch() {
        return settings.watch;
    }

    /** Collects settings. */
    public static final class Builder {
        private Optional<String> clientId = Optional.empty();
        private Optional<Supplier<char[]>> password = Optional.empty();
        private boolean clearPassword;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration sendTimeout = Duration.ofSeconds(30);
        private Duration drainTimeout = Duration.ofSeconds(10);
        private Duration sessionExpiry = Duration.ofDays(1);
        private Duration retryFor = Duration.ofMinutes(10);
        private int threads = 1;
        private int receiveWindow = 64;
        private int maxMessageBytes = 8 << 20;
        private int maxInFlightBytes = 64 << 20;
        private Optional<DeadLetters> deadLetters = Optional.empty();
        private Optional<String> deadLetterTopic = Optional.empty();
        private Watch watch = new Watch() {};

        private Builder() {}

        private Builder(Builder other) {
            clientId = other.clientId;
            password = other.password;
            clearPassword = other.clearPassword;
            connectTimeout = other.connectTimeout;
            sendTimeout = other.sendTimeout;
            drainTimeout = other.drainTimeout;
            sessionExpiry = other.sessionExpiry;
            retryFor = other.retryFor;
            threads = other.threads;
            receiveWindow = other.receiveWindow;
            maxMessageBytes = other.maxMessageBytes;
            maxInFlightBytes = other.maxInFlightBytes;
            deadLetters = other.deadLetters;
            deadLetterTopic = other.deadLetterTopic;
            watch = other.watch;
        }

        /**
         * The stable name the broker keeps this receiver's session under, so that what is published while it is away arrives later.
         * One carrier at a time may use it. Without it the name is random and the session ends with {@link MqttCarrier#close()}.
         */
        public Builder clientId(String id) {
            if (id.isBlank()) {
                throw new IllegalArgumentException("a client identifier is not empty");
            }
            clientId = Optional.of(id);
            return this;
        }

        /**
         * Where the password comes from; asked once, and the array is overwritten after. The client library keeps its own copy for
         * reconnecting. Without this, {@value MqttOptions#PASSWORD_VARIABLE} of the environment is used.
         */
        public Builder password(Supplier<char[]> supplier) {
            password = Optional.of(supplier);
            return this;
        }

        /** Lets the password travel unprotected over {@code mqtt://} to another machine. */
        public Builder allowClearPassword() {
            clearPassword = true;
            return this;
        }

        /** How long opening may take; 10 seconds. */
        public Builder connectTimeout(Duration limit) {
            connectTimeout = positive(limit);
            return this;
        }

        /** How long {@link MqttCarrier#send} waits for the broker's word, and both sends for room; 30 seconds. */
        public Builder sendTimeout(Duration limit) {
            sendTimeout = positive(limit);
            return this;
        }

        /** How long closing waits for what was taken: messages not yet confirmed, handlers not yet done; 10 seconds. */
        public Builder drainTimeout(Duration limit) {
            drainTimeout = positive(limit);
            return this;
        }

        /** How long the broker keeps the session of an absent client with a stable identifier; a day, at least a second. */
        public Builder sessionExpiry(Duration life) {
            if (life.toSeconds() < 1 || life.toSeconds() > 0xffff_fffeL) {
                throw new IllegalArgumentException("a session lives between one second and 136 years");
            }
            sessionExpiry = life;
            return this;
        }

        /** How long a message may ask to come again before it goes to the dead letters; 10 minutes. */
        public Builder retryFor(Duration limit) {
            retryFor = positive(limit);
            return this;
        }

        /** How many threads handle the messages of one subscription; one, which keeps their order, to 1,024. */
        public Builder threads(int number) {
            if (number < 1 || number > 1024) {
                throw new IllegalArgumentException("between 1 and 1,024 threads handle messages");
            }
            threads = number;
            return this;
        }

        /** How many messages the broker may have handed over without an acknowledgement; 64, from 1 to 65,535. */
        public Builder receiveWindow(int messages) {
            if (messages < 1 || messages > 65_535) {
                throw new IllegalArgumentException("the receive window is between 1 and 65,535 messages");
            }
            receiveWindow = messages;
            return this;
        }

        /**
         * The largest sealed message, sent or received; 8 MiB, from 1 byte to 128 MiB. The broker is told, and drops what is larger
         * without a word to anyone: all carriers of one topic should agree.
         */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1 || bytes > 128 << 20) {
                throw new IllegalArgumentException("a message is limited to between 1 byte and 128 MiB");
            }
            maxMessageBytes = bytes;
            return this;
        }

        /** How many bytes may wait for the broker's acknowledgement before a sender has to wait; 64 MiB, at least 4,096. */
        public Builder maxInFlightBytes(int bytes) {
            if (bytes < 4_096) {
                throw new IllegalArgumentException("at least 4,096 bytes in flight");
            }
            maxInFlightBytes = bytes;
            return this;
        }

        /** Where messages go that nobody will handle. A receiver needs this or {@link #deadLetterTopic}. */
        public Builder deadLetters(DeadLetters place) {
            deadLetters = Optional.of(place);
            return this;
        }

        /**
         * A topic of the same broker for messages that nobody will handle. Somebody must subscribe to it with a lasting session, or
         * the broker forgets them; a broker that says so makes the message be retried instead.
         */
        public Builder deadLetterTopic(String topic) {
            deadLetterTopic = Optional.of(Topics.name(topic).toString());
            return this;
        }

        /** Who is told what happens; for logs, metrics and tests. */
        public Builder watch(Watch toTell) {
            watch = Watch.guarded(toTell);
            return this;
        }

        /** The options. */
        public MqttOptions build() {
            if (deadLetters.isPresent() && deadLetterTopic.isPresent()) {
                throw new IllegalArgumentException("dead letters go to one place: a topic or somewhere else");
            }
            return new MqttOptions(new Builder(this));
        }

        private static Duration positive(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("a time limit is longer than nothing");
            }
            return limit;
        }
    }
}

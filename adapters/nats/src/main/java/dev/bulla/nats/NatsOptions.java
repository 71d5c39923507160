// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a {@link NatsCarrier} behaves. Every setting has a value that is right for most.
 *
 * <p>Immutable; made by {@link #builder()}. The builder is for one thread.
 */
public final class NatsOptions {
    /** The environment variable a password is read from when no supplier is given. */
    public static final String PASSWORD_VARIABLE = "BULLA_NATS_PASSWORD";

    private final Builder settings;

    private NatsOptions(Builder settings) {
        this.settings = settings;
    }

    /** The usual settings: a stream where one captures the subject, no dead letters and so no receiving. */
    public static NatsOptions standard() {
        return builder().build();
    }

    /** The usual settings, to be changed. */
    public static Builder builder() {
        return new Builder();
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

    Optional<Path> creds() {
        return settings.creds;
    }

    Optional<Path> nkey() {
        return settings.nkey;
    }

    Optional<String> stream() {
        return settings.stream;
    }

    Optional<String> durable() {
        return settings.durable;
    }

    boolean neverKept() {
        return settings.neverKept;
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

    Optional<String> deadLetterSubject() {
        return settings.deadLetterSubject;
    }

    Watch watch() {
        return settings.watch;
    }

    /** Collects settings. */
    public static final class Builder {
        private Optional<String> stream = Optional.empty();
        private Optional<String> durable = Optional.empty();
        private boolean neverKept;
        private Optional<Path> creds = Optional.empty();
        private Optional<Path> nkey = Optional.empty();
        private Optional<Supplier<char[]>> password = Optional.empty();
        private boolean clearPassword;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration sendTimeout = Duration.ofSeconds(30);
        private Duration drainTimeout = Duration.ofSeconds(10);
        private Duration retryFor = Duration.ofMinutes(10);
        private int threads = 1;
        private int receiveWindow = 64;
        private int maxMessageBytes = 8 << 20;
        private int maxInFlightBytes = 64 << 20;
        private Optional<DeadLetters> deadLetters = Optional.empty();
        private Optional<String> deadLetterSubject = Optional.empty();
        private Watch watch = new Watch() {};

        private Builder() {}

        private Builder(Builder other) {
            stream = other.stream;
            durable = other.durable;
            neverKept = other.neverKept;
            creds = other.creds;
            nkey = other.nkey;
            password = other.password;
            clearPassword = other.clearPassword;
            connectTimeout = other.connectTimeout;
            sendTimeout = other.sendTimeout;
            drainTimeout = other.drainTimeout;
            retryFor = other.retryFor;
            threads = other.threads;
            receiveWindow = other.receiveWindow;
            maxMessageBytes = other.maxMessageBytes;
            maxInFlightBytes = other.maxInFlightBytes;
            deadLetters = other.deadLetters;
            deadLetterSubject = other.deadLetterSubject;
            watch = other.watch;
        }

        /**
         * The stream that keeps all subjects sent to and received from; sending fails where it does not. Without it the servers are asked which
         * stream captures a subject.
         */
        public Builder stream(String name) {
            stream = Optional.of(Subjects.plain(name));
            return this;
        }

        /**
         * The name of the durable consumer, under which the servers keep what comes while nobody receives: an existing one, pull or push, is taken
         * as it is, else a pull consumer is made that begins with the oldest message of the stream. A group of receivers has its own name in
         * place of this one.
         */
        public Builder durable(String name) {
            durable = Optional.of(Subjects.plain(name));
            return this;
        }

        /** Asks for no stream: sends to whoever is there, and receives what comes meanwhile, also where a stream captures the subject. */
        public Builder neverKept() {
            neverKept = true;
            return this;
        }

        /** Signs in with a credentials file: a JWT and the seed that goes with it. Read again at each connection. */
        public Builder creds(Path file) {
            creds = Optional.of(file);
            return this;
        }

        /** Signs in with an nkey, whose seed is in this file. Read again at each connection. */
        public Builder nkey(Path file) {
            nkey = Optional.of(file);
            return this;
        }

        /**
         * Where the password comes from; asked once, and the array is overwritten after. The client library keeps its own copy for
         * reconnecting. Without this, {@value NatsOptions#PASSWORD_VARIABLE} of the environment is used.
         */
        public Builder password(Supplier<char[]> supplier) {
            password = Optional.of(supplier);
            return this;
        }

        /** Lets the password travel unprotected over {@code nats://} to another machine. */
        public Builder allowClearPassword() {
            clearPassword = true;
            return this;
        }

        /** How long opening may take; 10 seconds. */
        public Builder connectTimeout(Duration limit) {
            connectTimeout = positive(limit);
            return this;
        }

        /** How long {@link NatsCarrier#send} waits for the server's word, and both sends for room; 30 seconds. */
        public Builder sendTimeout(Duration limit) {
            sendTimeout = positive(limit);
            return this;
        }

        /** How long closing waits for what was taken: messages not yet confirmed, handlers not yet done; 10 seconds. */
        public Builder drainTimeout(Duration limit) {
            drainTimeout = positive(limit);
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

        /** How many messages the server may have handed over without an acknowledgement; 64, from 1 to 65,535. */
        public Builder receiveWindow(int messages) {
            if (messages < 1 || messages > 65_535) {
                throw new IllegalArgumentException("the receive window is between 1 and 65,535 messages");
            }
            receiveWindow = messages;
            return this;
        }

        /**
         * The largest sealed message, sent or received; 8 MiB, from 1 byte to 64 MiB. The server's {@code max_payload}, 1 MiB unless its owner says
         * otherwise, counts as well. What arrives larger goes to the dead letters unopened.
         */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1 || bytes > 64 << 20) {
                throw new IllegalArgumentException("a message is limited to between 1 byte and 64 MiB");
            }
            maxMessageBytes = bytes;
            return this;
        }

        /** How many bytes may wait for the server's acknowledgement before a sender has to wait; 64 MiB, at least 4,096. */
        public Builder maxInFlightBytes(int bytes) {
            if (bytes < 4_096) {
                throw new IllegalArgumentException("at least 4,096 bytes in flight");
            }
            maxInFlightBytes = bytes;
            return this;
        }

        /** Where messages go that nobody will handle. A receiver needs this or {@link #deadLetterSubject}. */
        public Builder deadLetters(DeadLetters place) {
            deadLetters = Optional.of(place);
            return this;
        }

        /**
         * A subject of the same servers for messages that nobody will handle. A stream should keep it; where nobody receives it and no stream
         * does, the message is retried instead.
         */
        public Builder deadLetterSubject(String subject) {
            deadLetterSubject = Optional.of(Subjects.name(subject));
            return this;
        }

        /** Who is told what happens; for logs, metrics and tests. */
        public Builder watch(Watch toTell) {
            watch = Watch.guarded(toTell);
            return this;
        }

        /** The options. */
        public NatsOptions build() {
            if (deadLetters.isPresent() && deadLetterSubject.isPresent()) {
                throw new IllegalArgumentException("dead letters go to one place: a subject or somewhere else");
            }
            if (neverKept && (stream.isPresent() || durable.isPresent())) {
                throw new IllegalArgumentException("a stream or a durable consumer, or never kept");
            }
            return new NatsOptions(new Builder(this));
        }

        private static Duration positive(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("a time limit is longer than nothing");
            }
            return limit;
        }
    }
}

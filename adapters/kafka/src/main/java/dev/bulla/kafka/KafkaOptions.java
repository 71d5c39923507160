// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** How a {@link KafkaCarrier} works. Immutable. */
public final class KafkaOptions {
    /** The environment variable a password comes from, unless the options hold one. */
    public static final String PASSWORD_VARIABLE = "BULLA_KAFKA_PASSWORD";

    private final Builder settings;

    private KafkaOptions(Builder settings) {
        this.settings = settings;
    }

    /** The usual options, enough to send. */
    public static KafkaOptions standard() {
        return builder().build();
    }

    /** Options to change. */
    public static Builder builder() {
        return new Builder();
    }

    Optional<Supplier<char[]>> password() {
        return settings.password;
    }

    boolean clearPasswordAllowed() {
        return settings.clearPasswordAllowed;
    }

    Optional<String> group() {
        return settings.group;
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

    Duration retryFor() {
        return settings.retryFor;
    }

    int receiveWindow() {
        return settings.receiveWindow;
    }

    int threads() {
        return settings.threads;
    }

    int maxMessageBytes() {
        return settings.maxMessageBytes;
    }

    boolean spread() {
        return settings.spread;
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

    /** Options being chosen. Not for many threads. */
    public static final class Builder {
        private Optional<Supplier<char[]>> password = Optional.empty();
        private boolean clearPasswordAllowed;
        private Optional<String> group = Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration sendTimeout = Duration.ofSeconds(60);
        private Duration drainTimeout = Duration.ofSeconds(10);
        private Duration retryFor = Duration.ofMinutes(10);
        private int receiveWindow = 256;
        private int threads = 1;
        private int maxMessageBytes = 1_000_000;
        private boolean spread;
        private Optional<DeadLetters> deadLetters = Optional.empty();
        private Optional<String> deadLetterTopic = Optional.empty();
        private Watch watch = Watch.guarded(new Watch() {});

        private Builder() {}

        private Builder(Builder other) {
            password = other.password;
            clearPasswordAllowed = other.clearPasswordAllowed;
            group = other.group;
            connectTimeout = other.connectTimeout;
            sendTimeout = other.sendTimeout;
            drainTimeout = other.drainTimeout;
            retryFor = other.retryFor;
            receiveWindow = other.receiveWindow;
            threads = other.threads;
            maxMessageBytes = other.maxMessageBytes;
            spread = other.spread;
            deadLetters = other.deadLetters;
            deadLetterTopic = other.deadLetterTopic;
            watch = other.watch;
        }

        /** Where the password comes from; asked at each opening, and the array is overwritten. Kafka's client keeps a copy. */
        public Builder password(Supplier<char[]> supplier) {
            password = Optional.of(supplier);
            return this;
        }

        /** Lets a password cross a network without TLS. */
        public Builder allowClearPassword() {
            clearPasswordAllowed = true;
            return this;
        }

        /** The consumer group of receivers that name none; else the one in the address, else {@code bulla}. Readers of one group share the records. */
        public Builder group(String name) {
            group = Optional.of(name);
            return this;
        }

        /** How long opening waits for a broker; 10 s. */
        public Builder connectTimeout(Duration limit) {
            connectTimeout = positive(limit);
            return this;
        }

        /** How long a message may take to be acknowledged, lost connections included; 60 s. */
        public Builder sendTimeout(Duration limit) {
            sendTimeout = positive(limit);
            return this;
        }

        /** How long closing waits for what is in hand; 10 s. */
        public Builder drainTimeout(Duration limit) {
            drainTimeout = positive(limit);
            return this;
        }

        /** How long a message may ask to come again; 10 minutes. */
        public Builder retryFor(Duration limit) {
            retryFor = positive(limit);
            return this;
        }

        /** How many records of a partition may be here and not committed; 256. */
        public Builder receiveWindow(int records) {
            if (records < 1 || records > 65_536) {
                throw new IllegalArgumentException("a window has between 1 and 65,536 records");
            }
            receiveWindow = records;
            return this;
        }

        /** How many threads call the receiver; 1, which keeps the order of each partition. */
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /** The largest message sent, and opened; 1,000,000 bytes, which brokers take unless told otherwise. */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1 || bytes > 128 << 20) {
                throw new IllegalArgumentException("a message is limited to between 1 byte and 128 MiB");
            }
            maxMessageBytes = bytes;
            return this;
        }

        /** Spreads what is sent over the partitions of a topic. Without it all messages of a carrier go to one and so stay in order. */
        public Builder spread() {
            spread = true;
            return this;
        }

        /** Where messages go that nobody will handle. A receiver needs this or {@link #deadLetterTopic}. */
        public Builder deadLetters(DeadLetters place) {
            deadLetters = Optional.of(place);
            return this;
        }

        /** A topic of the same cluster for messages that nobody will handle, with the headers {@code bulla-topic} and {@code bulla-reason}. */
        public Builder deadLetterTopic(String topic) {
            deadLetterTopic = Optional.of(topic);
            return this;
        }

        /** Who is told what happens; for logs, metrics and tests. */
        public Builder watch(Watch toTell) {
            watch = Watch.guarded(toTell);
            return this;
        }

        /** The options. */
        public KafkaOptions build() {
            if (deadLetters.isPresent() && deadLetterTopic.isPresent()) {
                throw new IllegalArgumentException("dead letters go to one place: a topic or somewhere else");
            }
            return new KafkaOptions(new Builder(this));
        }

        private static Duration positive(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("a time limit is longer than nothing");
            }
            return limit;
        }
    }
}

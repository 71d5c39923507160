// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How an {@link AmqpCarrier} behaves. Every setting has a value that is right for most.
 *
 * <p>Immutable; made by {@link #builder()}. The builder is for one thread.
 */
public final class AmqpOptions {
    /** The environment variable a password is read from when no supplier is given. */
    public static final String PASSWORD_VARIABLE = "BULLA_AMQP_PASSWORD";

    private final Builder settings;

    private AmqpOptions(Builder settings) {
        this.settings = settings;
    }

    /** The usual settings: no dead letters and so no receiving. */
    public static AmqpOptions standard() {
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

    Duration timeout() {
        return settings.timeout;
    }

    Duration drainTimeout() {
        return settings.drainTimeout;
    }

    Duration retryFor() {
        return settings.retryFor;
    }

    int window() {
        return settings.window;
    }

    int threads() {
        return settings.threads;
    }

    int maxMessageBytes() {
        return settings.maxMessageBytes;
    }

    int maxInFlight() {
        return settings.maxInFlight;
    }

    Optional<DeadLetters> deadLetters() {
        return settings.deadLetters;
    }

    Watch watch() {
        return settings.watch;
    }

    /** Collects settings. */
    public static final class Builder implements Cloneable {
        private Optional<Supplier<char[]>> password = Optional.empty();
        private boolean clearPassword;
        private Duration timeout = Duration.ofSeconds(10);
        private Duration drainTimeout = Duration.ofSeconds(10);
        private Duration retryFor = Duration.ofMinutes(10);
        private int window = 64;
        private int threads = 1;
        private int maxMessageBytes = 8 << 20;
        private int maxInFlight = 1024;
        private Optional<DeadLetters> deadLetters = Optional.empty();
        private Watch watch = new Watch() {};

        private Builder() {}

        /** Where the password comes from; asked once, and the array is overwritten after. Else {@value AmqpOptions#PASSWORD_VARIABLE}. */
        public Builder password(Supplier<char[]> supplier) {
            password = Optional.of(supplier);
            return this;
        }

        /** Lets the password travel unprotected over {@code amqp://} to another machine. */
        public Builder allowClearPassword() {
            clearPassword = true;
            return this;
        }

        /** How long opening and sending may take, each; 10 seconds. */
        public Builder timeout(Duration limit) {
            timeout = positive(limit);
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

        /** How many messages the broker may have handed over without an acknowledgement; 64, from 1 to 65,535. */
        public Builder window(int messages) {
            window = between(1, 65_535, messages);
            return this;
        }

        /** How many threads handle the messages of one subscription; one, which keeps their order, to 1,024. */
        public Builder threads(int number) {
            threads = between(1, 1024, number);
            return this;
        }

        /** The largest sealed message that is sent; 8 MiB, from 1 byte to 128 MiB. What is larger fails here, with both sizes. */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = between(1, 128 << 20, bytes);
            return this;
        }

        /** How many messages may wait for the broker's word before a sender has to wait; 1,024, at least 1. */
        public Builder maxInFlight(int messages) {
            maxInFlight = between(1, Integer.MAX_VALUE, messages);
            return this;
        }

        /** Where messages go that nobody will handle. A receiver needs it. */
        public Builder deadLetters(DeadLetters place) {
            deadLetters = Optional.of(place);
            return this;
        }

        /** Who is told what happens; for logs, metrics and tests. */
        public Builder watch(Watch toTell) {
            watch = Watch.guarded(toTell);
            return this;
        }

        /** The options. */
        public AmqpOptions build() {
            return new AmqpOptions(clone());
        }

        @Override
        protected Builder clone() {
            try {
                return (Builder) super.clone();
            } catch (CloneNotSupportedException itIsCloneable) {
                throw new IllegalStateException(itIsCloneable);
            }
        }

        private static int between(int least, int most, int value) {
            if (value < least || value > most) {
                throw new IllegalArgumentException("between " + least + " and " + most + ", not " + value);
            }
            return value;
        }

        private static Duration positive(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("a time limit is longer than nothing");
            }
            return limit;
        }
    }
}

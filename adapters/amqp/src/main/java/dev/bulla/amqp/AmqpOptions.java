// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How an {@link AmqpCarrier} behaves; {@link #standard()} is right for most, and each {@code with…} changes one thing. Immutable.
 *
 * @param password where the password comes from, asked once and overwritten after; else {@value #PASSWORD_VARIABLE} of the environment
 * @param clearPasswordAllowed whether it may travel unprotected to another machine
 * @param timeout how long opening, sending and closing may take, each
 * @param retryFor how long a message may ask to come again before it goes to the dead letters
 * @param window how many messages the broker may have handed over without an acknowledgement, 1 to 65,535
 * @param threads how many handle messages; with one they keep their order
 * @param maxMessageBytes the largest sealed message sent; what is larger fails here, with both sizes
 * @param maxInFlight how many messages may wait for the broker's word before a sender has to wait
 * @param deadLetters where messages go that nobody will handle; a receiver needs it
 * @param watch who is told what happens
 */
public record AmqpOptions(
        Optional<Supplier<char[]>> password,
        boolean clearPasswordAllowed,
        Duration timeout,
        Duration retryFor,
        int window,
        int threads,
        int maxMessageBytes,
        int maxInFlight,
        Optional<DeadLetters> deadLetters,
        Watch watch) {
    /** The environment variable a password is read from when no supplier is given. */
    public static final String PASSWORD_VARIABLE = "BULLA_AMQP_PASSWORD";

    /** Checks what has bounds. */
    public AmqpOptions {
        if (window < 1 || window > 65_535 || maxInFlight < 1 || maxMessageBytes < 1 || maxMessageBytes > 128 << 20) {
            throw new IllegalArgumentException(
                    "1 to 65,535 messages received at once, at least one sent, each between 1 byte and 128 MiB");
        }
        if (timeout.isNegative() || timeout.isZero() || retryFor.isNegative()) {
            throw new IllegalArgumentException("a time limit is longer than nothing");
        }
        watch = Watch.guarded(watch);
    }

    /** 10 seconds, 10 minutes of retries, a window of 64, one thread, 8 MiB a message, 1,024 in flight, no dead letters. */
    public static AmqpOptions standard() {
        return new AmqpOptions(
                Optional.empty(),
                false,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                64,
                1,
                8 << 20,
                1024,
                Optional.empty(),
                new Watch() {});
    }

    /** The same with a place for dead letters, so that it can receive. */
    public AmqpOptions withDeadLetters(DeadLetters place) {
        return new AmqpOptions(
                password,
                clearPasswordAllowed,
                timeout,
                retryFor,
                window,
                threads,
                maxMessageBytes,
                maxInFlight,
                Optional.of(place),
                watch);
    }

    /** The same with a password. */
    public AmqpOptions withPassword(Supplier<char[]> supplier) {
        return new AmqpOptions(
                Optional.of(supplier),
                clearPasswordAllowed,
                timeout,
                retryFor,
                window,
                threads,
                maxMessageBytes,
                maxInFlight,
                deadLetters,
                watch);
    }

    /** The same with somebody who is told. */
    public AmqpOptions watchedBy(Watch toTell) {
        return new AmqpOptions(
                password,
                clearPasswordAllowed,
                timeout,
                retryFor,
                window,
                threads,
                maxMessageBytes,
                maxInFlight,
                deadLetters,
                toTell);
    }

    /** The same with other limits to receiving. */
    public AmqpOptions receiving(int messages, int handlers, Duration retries) {
        return new AmqpOptions(
                password,
                clearPasswordAllowed,
                timeout,
                retries,
                messages,
                handlers,
                maxMessageBytes,
                maxInFlight,
                deadLetters,
                watch);
    }
}

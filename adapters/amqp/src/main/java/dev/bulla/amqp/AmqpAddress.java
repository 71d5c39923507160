// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.BrokerAddress;
import java.util.Optional;
import java.util.Set;

/**
 * Where an AMQP broker listens, and who asks: {@code amqp://[user@]host[:5672][/vhost]} or
 * {@code amqps://[user@]host[:5671][/vhost][?ca=FILE]}.
 *
 * @param broker host, port, user and virtual host; a password comes from {@link AmqpOptions}
 * @param version which protocol is spoken; empty to ask the broker
 */
public record AmqpAddress(BrokerAddress broker, Optional<Version> version) {
    private static final String VERSION = "version";
    private static final BrokerAddress.Form FORM =
            new BrokerAddress.Form("amqp", 5672, "amqps", 5671, true, Set.of(VERSION), AmqpOptions.PASSWORD_VARIABLE);

    /** Two protocols under one name and one port. */
    public enum Version {
        /** AMQP 0-9-1: RabbitMQ. */
        V0_9_1("0-9-1"),
        /** AMQP 1.0 (ISO/IEC 19464): Artemis, Qpid, Azure, RabbitMQ 4. */
        V1_0("1.0");

        private final String text;

        Version(String text) {
            this.text = text;
        }

        private static Version parse(String text) {
            for (Version version : values()) {
                if (version.text.equals(text)) {
                    return version;
                }
            }
            throw new IllegalArgumentException("version is 0-9-1 or 1.0");
        }
    }

    /**
     * Reads an address. The query may name {@code ca}, a PEM file with the only authorities the broker's certificate may come from, and
     * {@code version}, 0-9-1 or 1.0, to be spoken without asking.
     *
     * @throws IllegalArgumentException when it is not such an address, or holds a password
     */
    public static AmqpAddress parse(String text) {
        BrokerAddress broker = BrokerAddress.parse(text, FORM);
        return new AmqpAddress(
                broker, Optional.ofNullable(broker.query().get(VERSION)).map(Version::parse));
    }

    @Override
    public String toString() {
        return broker.toString();
    }
}

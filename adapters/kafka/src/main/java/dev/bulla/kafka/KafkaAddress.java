// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.BrokerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the brokers of a cluster listen, and who asks: {@code kafka://[user@]host[:9092][,host[:9092]…]} or
 * {@code kafkas://[user@]host[:9093][,…][?ca=FILE]}. One broker is enough to find the others.
 *
 * @param brokers those named, all asked by the same user with the same settings; a password comes from {@link KafkaOptions}
 */
public record KafkaAddress(List<BrokerAddress> brokers) {
    private static final String GROUP = "group";
    private static final String SASL = "sasl";
    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");
    private static final BrokerAddress.Form FORM = new BrokerAddress.Form(
            "kafka", 9092, "kafkas", 9093, false, Set.of(GROUP, SASL), KafkaOptions.PASSWORD_VARIABLE);

    /** Keeps its own list. */
    public KafkaAddress {
        brokers = List.copyOf(brokers);
    }

    /**
     * Reads an address. The query may name {@code ca}, a PEM file with the only authorities the brokers' certificates may come from, {@code group}, the
     * consumer group, and {@code sasl}, how the user is proven: {@code SCRAM-SHA-512} (the default), {@code SCRAM-SHA-256} or {@code PLAIN}.
     *
     * @throws IllegalArgumentException when it is not such an address, or holds a password
     */
    public static KafkaAddress parse(String text) {
        int start = text.indexOf("://") + 3;
        int end = text.indexOf('?');
        String query = end < 0 ? "" : text.substring(end);
        String hosts = start < 3 ? "" : text.substring(start, end < start ? text.length() : end);
        int at = hosts.lastIndexOf('@');
        List<BrokerAddress> brokers = new ArrayList<>();
        if (hosts.indexOf(',') < 0) {
            brokers.add(BrokerAddress.parse(text, FORM));
        } else {
            String before = text.substring(0, start) + hosts.substring(0, at + 1);
            for (String host : hosts.substring(at + 1).split(",", -1)) {
                brokers.add(BrokerAddress.parse(before + host + query, FORM));
            }
        }
        KafkaAddress address = new KafkaAddress(brokers);
        if (!MECHANISMS.contains(address.mechanism())) {
            throw new IllegalArgumentException("sasl is one of " + String.join(", ", MECHANISMS));
        }
        return address;
    }

    /** The consumer group named in the address. */
    public Optional<String> group() {
        return Optional.ofNullable(brokers.get(0).query().get(GROUP));
    }

    /** How the user is proven. */
    String mechanism() {
        return brokers.get(0).query().getOrDefault(SASL, MECHANISMS.get(0));
    }

    /** The one that decides whether a password may cross: one on another machine, if there is one. */
    BrokerAddress farthest() {
        return brokers.stream().filter(broker -> !broker.loopback()).findFirst().orElse(brokers.get(0));
    }

    /** As the Kafka client wants it. */
    String servers() {
        return String.join(
                ",",
                brokers.stream()
                        .map(broker ->
                                broker.toString().substring(broker.scheme().length() + 3))
                        .toList());
    }

    @Override
    public String toString() {
        return brokers.get(0).scheme() + "://" + servers();
    }
}

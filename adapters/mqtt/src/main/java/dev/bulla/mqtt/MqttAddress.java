// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import dev.bulla.carrier.BrokerAddress;
import java.util.Optional;
import java.util.Set;

/**
 * Where an MQTT broker listens, and who asks: {@code mqtt://[user@]host[:1883]} or {@code mqtts://[user@]host[:8883][?ca=FILE]}.
 *
 * @param broker host, port and user; a password comes from {@link MqttOptions}
 */
public record MqttAddress(BrokerAddress broker) {
    private static final String CLIENT = "client";
    private static final BrokerAddress.Form FORM =
            new BrokerAddress.Form("mqtt", 1883, "mqtts", 8883, false, Set.of(CLIENT), MqttOptions.PASSWORD_VARIABLE);

    /**
     * Reads an address. The query may name {@code ca}, a PEM file with the only authorities the broker's certificate may come from, and
     * {@code client}, the client identifier the broker keeps the session under.
     *
     * @throws IllegalArgumentException when it is not such an address, or holds a password
     */
    public static MqttAddress parse(String text) {
        return new MqttAddress(BrokerAddress.parse(text, FORM));
    }

    /** The client identifier named in the address. */
    public Optional<String> client() {
        return Optional.ofNullable(broker.query().get(CLIENT));
    }

    @Override
    public String toString() {
        return broker.toString();
    }
}

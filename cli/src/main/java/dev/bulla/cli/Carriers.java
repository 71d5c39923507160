// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.carrier.Watch;
import dev.bulla.core.Problem;
import dev.bulla.mqtt.MqttAddress;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.mqtt.MqttOptions;
import dev.bulla.node.BrokerOptions;
import dev.bulla.node.EmbeddedBroker;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code --via} names: a carrier and, for {@code embedded:}, the broker it runs on. */
final class Carriers implements AutoCloseable {
    private static final String EMBEDDED = "embedded:";
    private static final String FORMS =
            "mqtt://HOST:1883, mqtts://HOST:8883 or, to receive, embedded: or embedded:PORT";

    private final @Nullable EmbeddedBroker broker;
    private final String address;
    private final MqttCarrier carrier;

    private Carriers(@Nullable EmbeddedBroker broker, String address, MqttCarrier carrier) {
        this.broker = broker;
        this.address = address;
        this.carrier = carrier;
    }

    /** To send: somebody else runs the broker. */
    static Carriers sending(Call call, String via) {
        if (via.startsWith(EMBEDDED)) {
            throw Failure.usage(
                    "embedded: is a broker inside the receiving command",
                    "start bulla receive --via embedded: and send to the mqtt:// address it prints");
        }
        return connect(call, null, via, MqttOptions.builder());
    }

    /** To receive: {@code embedded:} starts a broker in this process. */
    static Carriers receiving(Call call, String via, MqttOptions.Builder options) {
        if (!via.startsWith(EMBEDDED)) {
            return connect(call, null, via, options);
        }
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder()
                .port(port(via.substring(EMBEDDED.length())))
                .build());
        try {
            return connect(call, broker, broker.mqtt().toString(), options);
        } catch (RuntimeException failed) {
            broker.close();
            throw failed;
        }
    }

    private static int port(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noPort) {
            throw Failure.usage("embedded:" + Shown.text(text) + " names no port", "write " + FORMS);
        }
    }

    private static Carriers connect(
            Call call, @Nullable EmbeddedBroker broker, String via, MqttOptions.Builder options) {
        String scheme = via.replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
        if (!scheme.equals("mqtt") && !scheme.equals("mqtts")) {
            boolean later = scheme.equals("nats") || scheme.equals("kafka") || scheme.equals("amqp");
            throw Failure.usage(
                    later
                            ? scheme + ":// is not spoken by this version"
                            : "not the address of a broker: " + Shown.text(via),
                    "write " + FORMS);
        }
        MqttAddress address = MqttAddress.parse(via);
        address.client().ifPresent(options::clientId);
        options.watch(new Listener(call));
        try {
            return new Carriers(broker, via, MqttCarrier.open(address, options.build()));
        } catch (dev.bulla.core.UnavailableException down) {
            if (down.problem() != Problem.BROKER_UNAVAILABLE) {
                throw down;
            }
            throw Failure.of(
                    down.problem(),
                    "no broker answers at " + address,
                    down.problem().hint());
        }
    }

    /** Tells a person when the broker goes and comes. */
    private static final class Listener implements Watch {
        private final Call call;
        private boolean lost;

        Listener(Call call) {
            this.call = call;
        }

        @Override
        public synchronized void connected(boolean sessionKept) {
            if (lost) {
                call.note("the broker is there again");
                lost = false;
            }
        }

        @Override
        public synchronized void disconnected(Problem problem, Throwable cause) {
            if (!lost) {
                call.warn("the broker went away; trying again");
                lost = true;
            }
        }

        @Override
        public void deadLettersFailed(String topic, Throwable cause) {
            call.warn("the dead letters do not take a message; it stays with the broker");
        }
    }

    /** How long a close waits for what is under way. */
    static MqttOptions.Builder receivingOptions() {
        return MqttOptions.builder().drainTimeout(Duration.ofSeconds(5));
    }

    MqttCarrier carrier() {
        return carrier;
    }

    /** Where others reach the broker. */
    String address() {
        return address;
    }

    @Override
    public void close() {
        carrier.close();
        EmbeddedBroker own = broker;
        if (own != null) {
            own.close();
        }
    }
}

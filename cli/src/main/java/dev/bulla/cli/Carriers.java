// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.amqp.AmqpAddress;
import dev.bulla.amqp.AmqpCarrier;
import dev.bulla.amqp.AmqpOptions;
import dev.bulla.carrier.Carrier;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Identifier;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import dev.bulla.kafka.KafkaAddress;
import dev.bulla.kafka.KafkaCarrier;
import dev.bulla.kafka.KafkaOptions;
import dev.bulla.mqtt.MqttAddress;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.mqtt.MqttOptions;
import dev.bulla.nats.NatsAddress;
import dev.bulla.nats.NatsCarrier;
import dev.bulla.nats.NatsOptions;
import dev.bulla.node.BrokerOptions;
import dev.bulla.node.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code --via} names: a carrier and, for {@code embedded:}, the broker it runs on. */
final class Carriers implements AutoCloseable {
    private static final String EMBEDDED = "embedded:";

    /** What is spoken: a new carrier is a line here. */
    private static final List<Kind> KINDS = List.of(
            new Kind(Set.of("mqtt", "mqtts"), "mqtt://HOST:1883, mqtts://HOST:8883", Carriers::mqtt),
            new Kind(Set.of("nats", "tls"), "nats://HOST:4222, tls://HOST:4222", Carriers::nats),
            new Kind(Set.of("kafka", "kafkas"), "kafka://HOST:9092, kafkas://HOST:9093", Carriers::kafka),
            new Kind(Set.of("amqp", "amqps"), "amqp://HOST:5672, amqps://HOST:5671", Carriers::amqp));

    private static final String FORMS = KINDS.stream().map(Kind::forms).collect(Collectors.joining(", "))
            + " or, to receive, embedded: or embedded:PORT";

    /** How long a close waits for what is under way. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final @Nullable EmbeddedBroker broker;
    private final String address;
    private final Carrier carrier;

    private Carriers(@Nullable EmbeddedBroker broker, String address, Carrier carrier) {
        this.broker = broker;
        this.address = address;
        this.carrier = carrier;
    }

    /** One way to carry: the schemes of its addresses, how those look, and how one is opened. */
    private record Kind(Set<String> schemes, String forms, Opener opener) {}

    /** Opens a carrier at an address. */
    private interface Opener {
        Carrier open(String via, Leaving leaving, Watch watch);
    }

    /**
     * Where messages go that nobody will handle; neither where nothing is received.
     *
     * @param place a place of ours
     * @param topic a topic of the broker
     */
    record Leaving(Optional<DeadLetters> place, Optional<String> topic) {
        static final Leaving NOTHING = new Leaving(Optional.empty(), Optional.empty());
    }

    /** To send: somebody else runs the broker. */
    static Carriers sending(Call call, String via) {
        if (via.startsWith(EMBEDDED)) {
            throw Failure.usage(
                    "embedded: is a broker inside the receiving command",
                    "start bulla receive --via embedded: and send to the mqtt:// address it prints");
        }
        return connect(call, null, via, Leaving.NOTHING);
    }

    /** To receive: {@code embedded:} starts a broker in this process. */
    static Carriers receiving(Call call, String via, Leaving leaving) {
        if (!via.startsWith(EMBEDDED)) {
            return connect(call, null, via, leaving);
        }
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder()
                .port(port(via.substring(EMBEDDED.length())))
                .build());
        try {
            return connect(call, broker, broker.mqtt().toString(), leaving);
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

    private static Carriers connect(Call call, @Nullable EmbeddedBroker broker, String via, Leaving leaving) {
        String scheme = via.replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
        Kind kind = KINDS.stream()
                .filter(each -> each.schemes().contains(scheme))
                .findFirst()
                .orElseThrow(() -> Failure.usage("not the address of a broker: " + Shown.text(via), "write " + FORMS));
        try {
            return new Carriers(broker, via, kind.opener().open(via, leaving, new Listener(call)));
        } catch (UnavailableException down) {
            if (down.problem() != Problem.BROKER_UNAVAILABLE) {
                throw down;
            }
            String place = via.replaceFirst("//.*@", "//").replaceFirst("\\?.*", "");
            throw Failure.of(
                    down.problem(),
                    "no broker answers at " + Shown.text(place),
                    down.problem().hint());
        }
    }

    private static Carrier mqtt(String via, Leaving leaving, Watch watch) {
        MqttAddress address = MqttAddress.parse(via);
        MqttOptions.Builder options = MqttOptions.builder().drainTimeout(DRAIN).watch(watch);
        address.client().ifPresent(options::clientId);
        leaving.place().ifPresent(options::deadLetters);
        leaving.topic().ifPresent(options::deadLetterTopic);
        return MqttCarrier.open(address, options.build());
    }

    private static Carrier nats(String via, Leaving leaving, Watch watch) {
        NatsOptions.Builder options = NatsOptions.builder().drainTimeout(DRAIN).watch(watch);
        leaving.place().ifPresent(options::deadLetters);
        leaving.topic().ifPresent(options::deadLetterSubject);
        return NatsCarrier.open(NatsAddress.parse(via), options.build());
    }

    private static Carrier kafka(String via, Leaving leaving, Watch watch) {
        KafkaOptions.Builder options =
                KafkaOptions.builder().drainTimeout(DRAIN).watch(watch);
        leaving.place().ifPresent(options::deadLetters);
        leaving.topic().ifPresent(options::deadLetterTopic);
        return KafkaCarrier.open(KafkaAddress.parse(via), options.build());
    }

    private static Carrier amqp(String via, Leaving leaving, Watch watch) {
        AmqpOptions.Builder options = AmqpOptions.builder().drainTimeout(DRAIN).watch(watch);
        leaving.place().ifPresent(options::deadLetters);
        leaving.topic().ifPresent(topic -> {
            throw Failure.usage("over AMQP dead letters go to a folder", "leave topic: out of --dead-letters");
        });
        return AmqpCarrier.open(AmqpAddress.parse(via), options.build());
    }

    /** In Kafka the readers of one group share the records: each identity has a group of its own, unless the address names one. */
    static String grouped(String via, Identifier reader) {
        boolean kafka = via.toLowerCase(Locale.ROOT).startsWith("kafka");
        if (!kafka || KafkaAddress.parse(via).group().isPresent()) {
            return via;
        }
        return via + (via.indexOf('?') < 0 ? "?" : "&") + "group=bulla-"
                + reader.toString().substring(0, 16);
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

    Carrier carrier() {
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

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.amqp.AmqpAddress;
import dev.bulla.amqp.AmqpCarrier;
import dev.bulla.amqp.AmqpOptions;
import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Handling;
import dev.bulla.carrier.Tally;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.Suite;
import dev.bulla.mqtt.MqttAddress;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.mqtt.MqttOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AMQP 1.0 against a real Artemis, and one envelope over two protocols. */
class CrossingTest {
    @TempDir
    Path folder;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> dead = new CopyOnWriteArrayList<>();
    private final Tally tally = new Tally();
    private final DeadLetters deadLetters = (topic, bytes, reason) -> dead.add(bytes.size() + " " + reason);

    private AmqpOptions options() {
        return builder().build();
    }

    private AmqpOptions.Builder builder() {
        return AmqpOptions.builder().deadLetters(deadLetters).watch(tally);
    }

    private static AmqpAddress amqp(EmbeddedBroker broker) {
        return AmqpAddress.parse(broker.amqp().toString());
    }

    private Disposition took(Arrival arrival) {
        received.add(arrival.sealed().text());
        return Disposition.ACKNOWLEDGE;
    }

    @Test
    void whatIsPublishedOverMqttIsOpenedFromAmqp() {
        try (Bulla bulla = Bulla.create(folder.resolve("home")).orThrow();
                EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard());
                MqttCarrier mqtt =
                        MqttCarrier.open(MqttAddress.parse(broker.mqtt().toString()), MqttOptions.standard());
                AmqpCarrier amqp = AmqpCarrier.open(amqp(broker), options())) {
            for (String name : List.of("shop", "till", "eve")) {
                bulla.home()
                        .createIdentity(name, List.of(Suite.values()), Instant.now())
                        .orThrow();
            }
            Party till = bulla.as("till").orThrow();
            amqp.receive(
                    "topic:orders.new",
                    Handling.of(till::open, Expectation.of("orders"), order -> received.add(order.text("body")))
                            .watchedBy(tally));
            Bytes order = sealed(bulla, "till", "orders");
            mqtt.send("orders/new", order);
            mqtt.send("orders/new", order);
            mqtt.send("orders/new", sealed(bulla, "eve", "orders"));
            mqtt.send("orders/new", sealed(bulla, "till", "returns"));
            mqtt.send("orders/new", Bytes.utf8("garbage"));
            await().until(() -> tally.figures().handled() == 5);
        }
        assertThat(received).containsExactly("two apples");
        assertThat(dead).hasSize(2).contains("7 REFUSED");
        assertThat(tally.figures().refused())
                .containsOnlyKeys(Problem.REPLAYED, Problem.NOT_FOR_ME, Problem.WRONG_CONTEXT, Problem.MALFORMED);
    }

    private static Bytes sealed(Bulla bulla, String reader, String context) {
        return bulla.as("shop")
                .orThrow()
                .seal(Draft.to(reader).context(context).part("body", "two apples"))
                .orThrow()
                .envelope();
    }

    @Test
    void aQueueKeepsTheOrderAndSharesAmongWorkers() {
        List<String> other = new CopyOnWriteArrayList<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard());
                AmqpCarrier sender = AmqpCarrier.open(amqp(broker), options());
                AmqpCarrier one = AmqpCarrier.open(amqp(broker), options())) {
            for (int i = 0; i < 500; i++) {
                CompletableFuture<Void> unused = sender.sendAsync("q", Bytes.utf8("" + i));
            }
            one.receive("q", this::took);
            await().until(() -> received.size() == 500);
            assertThat(received)
                    .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "" + i).toList());
            received.clear();
            try (AmqpCarrier two = AmqpCarrier.open(amqp(broker), options())) {
                two.receive("q", arrival -> {
                    other.add(arrival.sealed().text());
                    return Disposition.ACKNOWLEDGE;
                });
                for (int i = 0; i < 500; i++) {
                    sender.send("q", Bytes.utf8("" + i));
                }
                await().until(() -> received.size() + other.size() == 500);
                assertThat(received).isNotEmpty();
                assertThat(other).isNotEmpty();
            }
        }
    }

    @Test
    void whatIsNotAcknowledgedGoesBackToTheBroker() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.standard())) {
            try (AmqpCarrier first =
                    AmqpCarrier.open(amqp(broker), builder().window(4).build())) {
                first.receive("q", arrival -> arrival.sealed().text().equals("0") ? Disposition.RETRY : took(arrival));
                for (int i = 0; i < 20; i++) {
                    first.send("q", Bytes.utf8("" + i));
                }
                await().until(() -> received.size() == 19);
            }
            received.clear();
            try (AmqpCarrier again = AmqpCarrier.open(amqp(broker), options())) {
                again.receive("q", this::took);
                await().until(() -> received.size() == 1);
            }
        }
        assertThat(received).containsExactly("0");
    }

    @Test
    void aBrokerThatComesBackIsGoneOnWith() {
        Path data = folder.resolve("broker");
        EmbeddedBroker first =
                EmbeddedBroker.start(BrokerOptions.builder().dataFolder(data).build());
        int port = first.port();
        try (AmqpCarrier receiver = AmqpCarrier.open(amqp(first), options());
                AmqpCarrier sender = AmqpCarrier.open(amqp(first), options())) {
            receiver.receive("q", this::took);
            List<CompletableFuture<Void>> sent = new CopyOnWriteArrayList<>();
            Thread sending = new Thread(() ->
                    IntStream.range(0, 1_000).forEach(i -> sent.add(sender.sendAsync("q", Bytes.utf8("" + i)))));
            sending.start();
            await().until(() -> received.size() > 200);
            first.close();
            try (EmbeddedBroker second = EmbeddedBroker.start(
                    BrokerOptions.builder().dataFolder(data).port(port).build())) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> sent.size() == 1_000 && sent.stream().allMatch(CompletableFuture::isDone));
                assertThat(sent).noneMatch(CompletableFuture::isCompletedExceptionally);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> List.copyOf(received).stream().distinct().count() == 1_000);
                assertThat(second.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void anAccountThatIsNotKnownIsRefused() {
        BrokerOptions guarded =
                BrokerOptions.builder().account("ann", "s3cret".toCharArray()).build();
        try (EmbeddedBroker broker = EmbeddedBroker.start(guarded)) {
            AmqpAddress ann = AmqpAddress.parse("amqp://ann@127.0.0.1:" + broker.port());
            AmqpCarrier.open(ann, builder().password("s3cret"::toCharArray).build())
                    .close();
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> AmqpCarrier.open(
                            ann, builder().password("wrong"::toCharArray).build()))
                    .matches(refused -> refused.problem() == Problem.FORBIDDEN);
        }
    }
}

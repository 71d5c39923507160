// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Subscription;
import dev.bulla.carrier.Tally;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AMQP 0-9-1 against a real RabbitMQ, which takes some seconds to start and so is shared. */
class RabbitMqTest {
    private static final int MESSAGES = 4_000;

    @TempDir
    static Path folder;

    private static RabbitMq broker;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> dead = new CopyOnWriteArrayList<>();
    private final Tally tally = new Tally();
    private final DeadLetters deadLetters = (topic, bytes, reason) -> dead.add(bytes.text() + " " + reason);
    private final AmqpOptions options = options().build();

    private AmqpOptions.Builder options() {
        return AmqpOptions.builder().deadLetters(deadLetters).watch(tally);
    }

    @BeforeAll
    static void start() throws IOException {
        broker = RabbitMq.start(folder);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private Disposition took(Arrival arrival) {
        received.add(arrival.sealed().text());
        return Disposition.ACKNOWLEDGE;
    }

    @Test
    void theBrokerTellsWhichProtocolItSpeaks() {
        assertThat(Probe.ask(broker.address().broker(), Duration.ofSeconds(5))).isEqualTo(AmqpAddress.Version.V0_9_1);
    }

    @Test
    void whatIsSentWaitsInADurableQueueAndArrivesInOrder() {
        try (AmqpCarrier sender = AmqpCarrier.open(broker.address(), AmqpOptions.standard())) {
            for (int i = 0; i < 1_000; i++) {
                CompletableFuture<Void> unused = sender.sendAsync("order", Bytes.utf8("" + i));
            }
        }
        try (AmqpCarrier receiver = AmqpCarrier.open(broker.address(), options)) {
            receiver.receive("order", this::took);
            await().until(() -> received.size() == 1_000);
        }
        assertThat(received)
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "" + i).toList());
    }

    @Test
    void whatIsNotAcknowledgedComesAgainAndWhatIsGivenUpIsKept() {
        try (AmqpCarrier carrier = AmqpCarrier.open(broker.address(), options)) {
            carrier.receive("words", arrival -> switch (arrival.sealed().text()) {
                case "garbage" -> Disposition.DEAD_LETTER;
                case "bug" -> throw new IllegalStateException("bug");
                case "later" -> Disposition.RETRY;
                default -> took(arrival);
            });
            for (String text : List.of("a", "garbage", "bug", "later", "b")) {
                carrier.send("words", Bytes.utf8(text));
            }
            await().until(() -> received.size() == 2 && dead.size() == 2);
            await().until(() -> tally.figures().retries() >= 2);
        }
        assertThat(dead).containsExactly("garbage REFUSED", "bug FAILED");
        received.clear();
        try (AmqpCarrier again = AmqpCarrier.open(broker.address(), options)) {
            again.receive("words", this::took);
            await().until(() -> received.size() == 1);
        }
        assertThat(received).containsExactly("later");
    }

    @Test
    void anExchangeGivesEachQueueItsCopyAndAGroupShares() throws Exception {
        try (Connection connection = factory().newConnection();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare("events", "topic", true);
        }
        List<String> other = new CopyOnWriteArrayList<>();
        try (AmqpCarrier one = AmqpCarrier.open(broker.address(), options);
                AmqpCarrier two = AmqpCarrier.open(broker.address(), options);
                AmqpCarrier three = AmqpCarrier.open(broker.address(), options)) {
            for (String nowhere : List.of("events/order.new", "nowhere/order.new")) {
                assertThatExceptionOfType(ProblemException.class)
                        .isThrownBy(() -> one.send(nowhere, Bytes.utf8("nobody")))
                        .matches(refused -> refused.problem() == Problem.NAME_UNKNOWN);
            }
            one.receive("events/order.*", this::took);
            for (AmqpCarrier worker : List.of(two, three)) {
                worker.receive("events/order.*", "workers", arrival -> {
                    other.add(arrival.sealed().text());
                    return Disposition.ACKNOWLEDGE;
                });
            }
            for (int i = 0; i < 100; i++) {
                one.send("events/order.new", Bytes.utf8("" + i));
            }
            await().until(() -> received.size() == 100 && other.size() == 100);
            assertThat(Set.copyOf(other)).hasSize(100);
        }
    }

    @Test
    void anExchangeThatIsGoneEndsItsOwnMessagesOnly() throws Exception {
        try (Connection connection = factory().newConnection();
                Channel channel = connection.createChannel();
                AmqpCarrier carrier = AmqpCarrier.open(broker.address(), options)) {
            channel.exchangeDeclare("passing", "topic", false);
            carrier.receive("steady", this::took);
            carrier.receive("passing/x", this::took);
            carrier.send("passing/x", Bytes.utf8("there"));
            channel.exchangeDelete("passing");
            CompletableFuture<Void> lost = carrier.sendAsync("passing/x", Bytes.utf8("gone"));
            CompletableFuture<Void> kept = carrier.sendAsync("steady", Bytes.utf8("kept"));
            assertThat(lost)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ProblemException.class);
            assertThat(kept).succeedsWithin(Duration.ofSeconds(10));
            carrier.send("steady", Bytes.utf8("and more"));
            await().until(() -> received.containsAll(List.of("there", "kept", "and more")));
        }
    }

    private static ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.port());
        return factory;
    }

    @Test
    void aQueueThatSomebodyElseMadeIsUsedAsItIs() throws Exception {
        try (Connection connection = factory().newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("theirs", false, false, true, null);
            try (AmqpCarrier carrier = AmqpCarrier.open(broker.address(), options)) {
                Subscription subscription = carrier.receive("theirs", this::took);
                carrier.send("theirs", Bytes.utf8("a"));
                await().until(() -> subscription.handled() == 1);
                assertThat(subscription.waiting()).isZero();
            }
        }
    }

    @Test
    void limitsAndStrangersAreToldApart() {
        try (AmqpCarrier carrier = AmqpCarrier.open(broker.address(), AmqpOptions.standard())) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> carrier.send("t", Bytes.of(new byte[(8 << 20) + 1])))
                    .matches(refused -> refused.problem() == Problem.LIMIT_EXCEEDED);
            assertThatIllegalArgumentException().isThrownBy(() -> carrier.receive("t", this::took));
        }
        AmqpAddress eve = AmqpAddress.parse("amqp://eve@127.0.0.1:" + broker.port());
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> AmqpCarrier.open(
                        eve, options().password("wrong"::toCharArray).build()))
                .matches(refused -> refused.problem() == Problem.FORBIDDEN);
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> AmqpCarrier.open(AmqpAddress.parse("amqp://127.0.0.1:1"), options));
    }

    @Test
    void aBrokerThatIsKilledLosesNothingItConfirmed() throws Exception {
        Set<Integer> got = ConcurrentHashMap.newKeySet();
        AtomicInteger confirmed = new AtomicInteger();
        try (AmqpCarrier receiver = AmqpCarrier.open(broker.address(), options);
                AmqpCarrier sender = AmqpCarrier.open(broker.address(), AmqpOptions.standard())) {
            receiver.receive("many", arrival -> {
                got.add(Integer.valueOf(arrival.sealed().text()));
                return Disposition.ACKNOWLEDGE;
            });
            Thread sending = new Thread(() -> IntStream.range(0, MESSAGES).forEach(i -> {
                CompletableFuture<Void> unused = send(sender, i).thenRun(confirmed::incrementAndGet);
            }));
            sending.start();
            await().until(() -> confirmed.get() > MESSAGES / 4);
            broker.kill();
            broker.startAgain();
            await().atMost(Duration.ofSeconds(60)).until(() -> confirmed.get() == MESSAGES);
            await().atMost(Duration.ofSeconds(60)).until(() -> got.size() == MESSAGES);
        }
    }

    /** There is no room while the broker is away. */
    private static CompletableFuture<Void> send(AmqpCarrier sender, int i) {
        while (true) {
            try {
                return sender.sendAsync("many", Bytes.utf8("" + i));
            } catch (UnavailableException full) {
                Thread.onSpinWait();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Handling;
import dev.bulla.carrier.Subscription;
import dev.bulla.carrier.Tally;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The carrier against a real broker: where each kind of message ends, and that nothing is lost. */
class CarrierTest {
    private static final int MANY = 2_000;

    @TempDir
    static Path folder;

    private static KafkaBroker broker;
    private static Bulla bulla;

    private final KeptLetters dead = new KeptLetters();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        broker = KafkaBroker.start(folder, Map.of("message.max.bytes", "3000000"));
        bulla = Houses.of(folder.resolve("home"));
    }

    @AfterAll
    static void shut() {
        bulla.close();
        broker.close();
    }

    @Test
    void eachKindOfMessageEndsWhereItShouldAndTheLoopLivesOn() throws Exception {
        broker.topic("kinds", 1);
        Party alice = bulla.as("alice").orThrow();
        Party bob = bulla.as("bob").orThrow();
        Tally tally = new Tally();
        Bytes first = sealed(alice, "bob", "first");
        Bytes foreign;
        try (Bulla strange = Houses.strangers(folder.resolve("strange"), bulla)) {
            foreign = sealed(strange.as("mallory").orThrow(), "bob", "foreign");
        }
        byte[] changed = sealed(alice, "bob", "to be changed").toArray();
        changed[changed.length - 90] ^= 1;
        Bytes garbage = Bytes.utf8("garbage");
        Bytes expired = Houses.expired(bulla, "orders");
        Bytes huge = alice.seal(Draft.to("bob").context("orders").part("body", Bytes.of(new byte[2_000_000])))
                .orThrow()
                .envelope();
        List<Bytes> sent = List.of(
                first,
                garbage,
                foreign,
                Bytes.of(changed),
                expired,
                first,
                sealed(alice, "carol", "unreadable"),
                huge,
                sealed(alice, "bob", "bug"),
                sealed(alice, "bob", "last"));
        try (KafkaCarrier sender = KafkaCarrier.open(
                        broker.address(),
                        KafkaOptions.builder().maxMessageBytes(2_900_000).build());
                KafkaCarrier receiver = KafkaCarrier.open(
                        broker.address(), receiving().watch(tally).build())) {
            Subscription subscription = receiver.receive(
                    "kinds",
                    Handling.of(bob::open, Expectation.of("orders"), message -> {
                                if (message.text("body").equals("bug")) {
                                    throw new IllegalStateException("a bug of the application");
                                }
                                received.add(message.text("body"));
                            })
                            .watchedBy(tally));
            sent.forEach(bytes -> sender.send("kinds", bytes));
            await().atMost(Duration.ofSeconds(30)).until(() -> subscription.handled() == sent.size());
        }
        assertThat(received).containsExactly("first", "last");
        assertThat(dead.letters.stream().map(KeptLetters.Letter::sealed))
                .containsExactly(garbage, foreign, Bytes.of(changed), expired, huge, sent.get(8));
        Tally.Figures figures = tally.figures();
        assertThat(figures.refused())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Problem.MALFORMED, 1L,
                        Problem.UNTRUSTED_SENDER, 1L,
                        Problem.NOT_AUTHENTIC, 1L,
                        Problem.EXPIRED, 1L,
                        Problem.REPLAYED, 1L,
                        Problem.NOT_FOR_ME, 1L,
                        Problem.LIMIT_EXCEEDED, 1L));
        assertThat(figures.deadLetters())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(DeadLetters.Reason.REFUSED, 5L, DeadLetters.Reason.FAILED, 1L));
        assertThat(figures.handled()).isEqualTo(sent.size());
    }

    @Test
    void whatIsTooLargeIsRefusedHere() {
        try (KafkaCarrier sender = KafkaCarrier.open(broker.address(), KafkaOptions.standard());
                KafkaCarrier larger = KafkaCarrier.open(
                        broker.address(),
                        KafkaOptions.builder().maxMessageBytes(4_000_000).build())) {
            limitExceeded(() -> sender.send("large", Bytes.of(new byte[1_000_001])));
            limitExceeded(() -> larger.send("large", Bytes.of(new byte[3_500_000])));
        }
    }

    @Test
    void aGroupGoesOnWhereItStoppedAndOnlyThere() throws Exception {
        broker.topic("goes-on", 1);
        try (KafkaCarrier sender = KafkaCarrier.open(broker.address(), KafkaOptions.standard())) {
            send(sender, "goes-on", 0, 100);
            for (int part = 0; part < 2; part++) {
                try (KafkaCarrier receiver =
                        KafkaCarrier.open(broker.address(), receiving().build())) {
                    int expected = (part + 1) * 100;
                    receiver.receive("goes-on", "g1", this::took);
                    await().atMost(Duration.ofSeconds(30)).until(() -> received.size() >= expected);
                }
                send(sender, "goes-on", (part + 1) * 100, 100);
            }
        }
        assertThat(received).hasSize(200).startsWith("0", "1").endsWith("198", "199");
    }

    @Test
    void whatWasNotHandledIsNotCommitted() throws Exception {
        broker.topic("uncommitted", 1);
        AtomicBoolean broken = new AtomicBoolean(true);
        try (KafkaCarrier sender = KafkaCarrier.open(broker.address(), KafkaOptions.standard())) {
            send(sender, "uncommitted", 0, 10);
        }
        KafkaOptions brief = receiving().drainTimeout(Duration.ofMillis(500)).build();
        AtomicInteger tries = new AtomicInteger();
        try (KafkaCarrier receiver = KafkaCarrier.open(broker.address(), brief)) {
            receiver.receive("uncommitted", "g", arrival -> {
                tries.incrementAndGet();
                return arrival.sealed().text().equals("3") && broken.get() ? Disposition.RETRY : took(arrival);
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 9);
        }
        broken.set(false);
        received.clear();
        try (KafkaCarrier receiver = KafkaCarrier.open(broker.address(), brief)) {
            receiver.receive("uncommitted", "g", this::took);
            await().atMost(Duration.ofSeconds(30)).until(() -> received.size() >= 7);
        }
        // From the first that was not handled on: those behind it come again, and a replay table would know them.
        assertThat(received).containsExactly("3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void oneThatNeverWorksDoesNotHoldUpTheOthers() throws Exception {
        broker.topic("never", 1);
        try (KafkaCarrier carrier =
                KafkaCarrier.open(broker.address(), receiving().receiveWindow(8).build())) {
            carrier.receive(
                    "never", "g", message -> message.sealed().text().equals("0") ? Disposition.RETRY : took(message));
            send(carrier, "never", 0, 50);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Set.copyOf(received).size() == 49);
        }
        assertThat(dead.letters)
                .containsExactly(
                        new KeptLetters.Letter("never", Bytes.utf8("0"), DeadLetters.Reason.RETRIES_EXHAUSTED));
    }

    @Test
    void aSlowReceiverHoldsNoMoreThanItsWindow() throws Exception {
        broker.topic("slow", 1);
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean go = new AtomicBoolean();
        try (KafkaCarrier carrier = KafkaCarrier.open(
                broker.address(), receiving().receiveWindow(16).build())) {
            send(carrier, "slow", 0, 500);
            Subscription[] subscription = new Subscription[1];
            subscription[0] = carrier.receive("slow", "g", message -> {
                while (!go.get()) {
                    sleep(10);
                }
                most.accumulateAndGet(subscription[0].waiting(), Math::max);
                return took(message);
            });
            sleep(1500);
            assertThat(subscription[0].waiting()).isLessThanOrEqualTo(32);
            go.set(true);
            await().atMost(Duration.ofSeconds(30)).until(() -> received.size() == 500);
        }
        assertThat(most.get()).isLessThanOrEqualTo(32);
        assertThat(received).startsWith("0", "1", "2").endsWith("499");
    }

    @Test
    void membersOfAGroupShareAndARebalanceLosesNothing() throws Exception {
        broker.topic("shared", 4);
        Set<String> all = ConcurrentHashMap.newKeySet();
        AtomicInteger second = new AtomicInteger();
        try (KafkaCarrier sender = KafkaCarrier.open(
                        broker.address(), KafkaOptions.builder().spread().build());
                KafkaCarrier one =
                        KafkaCarrier.open(broker.address(), receiving().build())) {
            one.receive("shared", "g", arrival -> {
                sleep(1);
                all.add(arrival.sealed().text());
                return Disposition.ACKNOWLEDGE;
            });
            send(sender, "shared", 0, 500);
            try (KafkaCarrier two =
                    KafkaCarrier.open(broker.address(), receiving().build())) {
                two.receive("shared", "g", arrival -> {
                    second.incrementAndGet();
                    all.add(arrival.sealed().text());
                    return Disposition.ACKNOWLEDGE;
                });
                for (int from = 500; second.get() == 0 && from < 100_000; from += 500) {
                    send(sender, "shared", from, 500);
                    sleep(200);
                }
            }
            int sent = numbers.get("shared");
            await().atMost(Duration.ofSeconds(60)).until(() -> all.size() == sent);
        }
        assertThat(second.get()).isPositive();
    }

    @Test
    void deadLettersMayGoToATopic() throws Exception {
        broker.topic("dead", 1);
        try (KafkaCarrier carrier = KafkaCarrier.open(
                        broker.address(),
                        KafkaOptions.builder().deadLetterTopic("dead").build());
                KafkaCarrier keeper =
                        KafkaCarrier.open(broker.address(), receiving().build())) {
            carrier.receive("topic-letters", "g", message -> Disposition.DEAD_LETTER);
            carrier.send("topic-letters", Bytes.utf8("x"));
            keeper.receive("dead", "keeper", this::took);
            await().atMost(Duration.ofSeconds(30)).until(() -> received.contains("x"));
        }
    }

    @Test
    void nobodyThereIsUnavailableAtOnce() {
        KafkaOptions brief =
                KafkaOptions.builder().connectTimeout(Duration.ofSeconds(2)).build();
        assertThatThrownBy(() -> KafkaCarrier.open(KafkaAddress.parse("kafka://127.0.0.1:1"), brief))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aBrokerThatStopsAndStartsUnderTrafficLosesNothing(@TempDir Path other) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        try (KafkaBroker mortal = KafkaBroker.start(other)) {
            mortal.topic("restart", 2);
            try (KafkaCarrier receiver =
                            KafkaCarrier.open(mortal.address(), receiving().build());
                    KafkaCarrier sender = KafkaCarrier.open(mortal.address(), KafkaOptions.standard())) {
                Set<String> all = ConcurrentHashMap.newKeySet();
                receiver.receive("restart", "g", arrival -> {
                    all.add(arrival.sealed().text());
                    return Disposition.ACKNOWLEDGE;
                });
                Thread sending = new Thread(() -> {
                    for (int i = 0; i < MANY; i++) {
                        var unused =
                                sender.sendAsync("restart", Bytes.utf8("" + i)).thenRun(acknowledged::incrementAndGet);
                        sleep(1);
                    }
                });
                sending.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.get() > MANY / 4);
                mortal.stop();
                mortal.startAgain();
                sending.join();
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() == MANY);
                await().atMost(Duration.ofSeconds(60)).until(() -> all.size() == MANY);
            }
        }
    }

    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    private void send(KafkaCarrier carrier, String topic, int from, int count) {
        for (int i = from; i < from + count; i++) {
            var unused = carrier.sendAsync(topic, Bytes.utf8("" + i));
        }
        numbers.put(topic, from + count);
    }

    private static Bytes sealed(Party from, String to, String text) {
        return from.seal(Draft.to(to).context("orders").part("body", text))
                .orThrow()
                .envelope();
    }

    private KafkaOptions.Builder receiving() {
        return KafkaOptions.builder().deadLetters(dead);
    }

    private Disposition took(Arrival arrival) {
        received.add(arrival.sealed().text());
        return Disposition.ACKNOWLEDGE;
    }

    private static void limitExceeded(Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem()).isEqualTo(Problem.LIMIT_EXCEEDED));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}

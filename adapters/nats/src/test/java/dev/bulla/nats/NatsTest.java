// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Subscription;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import io.nats.client.Connection;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending and receiving, against a real server. */
class NatsTest {
    @TempDir
    Path folder;

    private final KeptLetters dead = new KeptLetters();
    private final List<String> received = new CopyOnWriteArrayList<>();

    @Test
    void withoutAStreamWhoeverIsThereReceives() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier carrier = open(server, "")) {
            carrier.receive("orders.*", this::took);
            carrier.send("orders.new", Bytes.utf8("hello"));
            await().until(() -> received.equals(List.of("hello")));
        }
    }

    @Test
    void withoutAStreamAndNobodyThereSendingFails() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier carrier = open(server, "")) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> carrier.send("orders", Bytes.utf8("hello")))
                    .matches(thrown -> thrown.problem() == Problem.NO_RECEIVER);
        }
    }

    @Test
    void manyWithoutAStreamKeepTheirOrderAndAreAllAnswered() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier carrier = open(server, "")) {
            carrier.receive("t", this::took);
            sendAll(carrier, "t", 0, 3_000);
            await().until(() -> received.size() == 3_000);
            assertThat(received).containsExactlyElementsOf(numbers(0, 3_000));
        }
    }

    @Test
    void aGroupWithoutAStreamSharesTheMessages() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier one = open(server, "");
                NatsCarrier two = open(server, "")) {
            one.receive("t", "workers", message -> counted(first));
            two.receive("t", "workers", message -> counted(second));
            sendAll(one, "t", 0, 500);
            await().until(() -> first.get() + second.get() == 500);
            assertThat(first.get()).isBetween(1, 499);
        }
    }

    @Test
    void aStreamKeepsWhatComesWhileADurableReceiverIsAway() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders.>");
                NatsCarrier sender = open(server, "")) {
            sendAll(sender, "orders.new", 0, 200);
            try (NatsCarrier receiver = open(server, "?durable=till")) {
                receiver.receive("orders.new", this::took);
                await().until(() -> received.size() == 200);
            }
            sendAll(sender, "orders.new", 200, 300);
            try (NatsCarrier receiver = open(server, "?durable=till")) {
                receiver.receive("orders.new", this::took);
                await().until(() -> received.size() == 300);
            }
            assertThat(received).containsExactlyElementsOf(numbers(0, 300));
        }
    }

    @Test
    void withoutANameAReceiverOfAStreamBeginsNow() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders.>");
                NatsCarrier carrier = open(server, "")) {
            carrier.send("orders.new", Bytes.utf8("before"));
            carrier.receive("orders.>", this::took);
            carrier.send("orders.new", Bytes.utf8("now"));
            await().until(() -> received.equals(List.of("now")));
        }
        // The consumer of the moment was forgotten at the end; see the next test for one that is not.
    }

    @Test
    void aGroupSharesWhatAStreamKeepsAndTheConsumerStays() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                Connection plain = server.plain()) {
            try (NatsCarrier one = open(server, "");
                    NatsCarrier two = open(server, "")) {
                one.receive("orders", "workers", message -> counted(first));
                two.receive("orders", "workers", message -> counted(second));
                sendAll(one, "orders", 0, 500);
                await().until(() -> first.get() + second.get() == 500);
            }
            assertThat(plain.jetStreamManagement().getConsumerNames("ORDERS")).containsExactly("workers");
            await().until(() -> plain.jetStreamManagement()
                            .getConsumerInfo("ORDERS", "workers")
                            .getNumAckPending()
                    == 0);
        }
    }

    @Test
    void anExistingPushConsumerIsTakenAsItIs() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                Connection plain = server.plain()) {
            plain.jetStreamManagement()
                    .addOrUpdateConsumer(
                            "ORDERS",
                            ConsumerConfiguration.builder()
                                    .durable("pushed")
                                    .deliverSubject("deliver.pushed")
                                    .filterSubject("orders")
                                    .ackPolicy(AckPolicy.Explicit)
                                    .maxAckPending(10)
                                    .build());
            try (NatsCarrier carrier = open(server, "?stream=ORDERS&durable=pushed")) {
                carrier.receive("orders", this::took);
                sendAll(carrier, "orders", 0, 100);
                await().until(() -> received.size() == 100);
                await().until(() -> plain.jetStreamManagement()
                                .getConsumerInfo("ORDERS", "pushed")
                                .getNumAckPending()
                        == 0);
            }
        }
    }

    @Test
    void aConsumerThatAcknowledgesByItselfOrIsForOthersIsNotTaken() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders.>");
                Connection plain = server.plain();
                NatsCarrier none = open(server, "?durable=none");
                NatsCarrier other = open(server, "?durable=other")) {
            plain.jetStreamManagement()
                    .addOrUpdateConsumer(
                            "ORDERS",
                            ConsumerConfiguration.builder()
                                    .durable("none")
                                    .ackPolicy(AckPolicy.None)
                                    .build());
            other.receive("orders.a", this::took);
            assertThatIllegalArgumentException().isThrownBy(() -> none.receive("orders.a", this::took));
            assertThatIllegalArgumentException().isThrownBy(() -> other.receive("orders.b", this::took));
        }
    }

    @Test
    void aDurableNameWithoutAStreamIsRefused() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier carrier = open(server, "?durable=till")) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> carrier.receive("orders", this::took))
                    .matches(thrown -> thrown.problem() == Problem.NAME_UNKNOWN);
        }
    }

    @Test
    void theSameBytesSentTwiceAreStoredOnce() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                Connection plain = server.plain();
                NatsCarrier carrier = open(server, "")) {
            carrier.send("orders", Bytes.utf8("one"));
            carrier.send("orders", Bytes.utf8("one"));
            carrier.send("orders", Bytes.utf8("two"));
            assertThat(plain.jetStreamManagement()
                            .getStreamInfo("ORDERS")
                            .getStreamState()
                            .getMsgCount())
                    .isEqualTo(2);
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeSending() throws Exception {
        try (NatsServer server = NatsServer.start(folder, "max_payload: 65536");
                NatsCarrier carrier = open(server, "")) {
            carrier.receive("t", this::took);
            int most = carrier.maxMessageBytes("t");
            assertThat(most).isBetween(65_000, 65_535);
            carrier.send("t", Bytes.of(new byte[most]));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> carrier.send("t", Bytes.of(new byte[most + 1])))
                    .matches(thrown -> thrown.problem() == Problem.LIMIT_EXCEEDED);
            await().until(() -> received.size() == 1);
        }
    }

    @Test
    void anApplicationsOwnConnectionStaysOpen() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                Connection connection = server.plain()) {
            try (NatsCarrier carrier = NatsCarrier.over(
                    connection, NatsOptions.builder().deadLetters(dead).build())) {
                carrier.receive("orders", this::took);
                carrier.send("orders", Bytes.utf8("hello"));
                await().until(() -> received.size() == 1);
            }
            assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
            assertThat(connection.jetStreamManagement().getConsumerNames("ORDERS"))
                    .isEmpty();
        }
    }

    @Test
    void whatFailsForAMomentComesAgainAndPoisonGoesToASubject() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders").stream("DEAD", "dead.>");
                NatsCarrier carrier = NatsCarrier.open(
                        server.address(),
                        NatsOptions.builder().deadLetterSubject("dead.orders").build());
                NatsCarrier keeper = open(server, "?durable=keeper")) {
            Subscription orders = carrier.receive("orders", message -> {
                if (message.sealed().text().equals("poison")) {
                    throw new IllegalStateException("a bug in the handler");
                }
                return attempts.incrementAndGet() < 3 ? Disposition.RETRY : took(message);
            });
            carrier.send("orders", Bytes.utf8("poison"));
            carrier.send("orders", Bytes.utf8("hard"));
            await().until(() -> orders.handled() == 2);
            assertThat(received).containsExactly("hard");
            keeper.receive("dead.orders", this::took);
            await().until(() -> received.contains("poison"));
        }
    }

    @Test
    void whatIsInHandAtTheEndGoesToTheNextReceiver() throws Exception {
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                NatsCarrier sender = open(server, "")) {
            try (NatsCarrier first = NatsCarrier.open(
                    server.address("?durable=till"),
                    NatsOptions.builder()
                            .deadLetters(dead)
                            .drainTimeout(Duration.ofMillis(200))
                            .build())) {
                Subscription busy = first.receive("orders", message -> Disposition.RETRY);
                sendAll(sender, "orders", 0, 20);
                await().until(() -> busy.waiting() == 20);
            }
            try (NatsCarrier second = open(server, "?durable=till")) {
                second.receive("orders", this::took);
                // At once, not after the time the server waits for acknowledgements.
                await().atMost(Duration.ofSeconds(9)).until(() -> received.size() == 20);
            }
        }
        assertThat(dead.letters).isEmpty();
    }

    @Test
    void aUserWhoMayNotIsTold() throws Exception {
        try (NatsServer server = NatsServer.start(
                        folder,
                        "authorization { users = [ { user: till, password: secret, permissions: {"
                                + " publish: [\"_INBOX.>\", \"ok\", \"$JS.API.>\"], subscribe: [\"_INBOX.>\", \"ok\"] } } ] }");
                NatsCarrier carrier = NatsCarrier.open(
                        NatsAddress.parse("nats://till@127.0.0.1:" + server.port()),
                        NatsOptions.builder()
                                .password("secret"::toCharArray)
                                .deadLetters(dead)
                                .build())) {
            carrier.receive("ok", this::took);
            carrier.send("ok", Bytes.utf8("hello"));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> carrier.send("no", Bytes.utf8("hello")))
                    .matches(thrown -> thrown.problem() == Problem.FORBIDDEN);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> carrier.receive("no", this::took))
                    .matches(thrown -> thrown.problem() == Problem.FORBIDDEN);
            await().until(() -> received.size() == 1);
        }
    }

    @Test
    void whereNobodyListensOpeningFailsAtOnce() {
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> NatsCarrier.open(NatsAddress.parse("nats://127.0.0.1:1"), NatsOptions.standard()))
                .matches(thrown -> thrown.problem() == Problem.BROKER_UNAVAILABLE);
    }

    private NatsCarrier open(NatsServer server, String query) {
        return NatsCarrier.open(
                server.address(query), NatsOptions.builder().deadLetters(dead).build());
    }

    private Disposition took(Arrival arrival) {
        received.add(arrival.sealed().text());
        return Disposition.ACKNOWLEDGE;
    }

    private static Disposition counted(AtomicInteger counter) {
        counter.incrementAndGet();
        return Disposition.ACKNOWLEDGE;
    }

    private static void sendAll(NatsCarrier carrier, String subject, int from, int to) {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        numbers(from, to).forEach(number -> answers.add(carrier.sendAsync(subject, Bytes.utf8(number))));
        answers.forEach(CompletableFuture::join);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Handling;
import dev.bulla.carrier.Subscription;
import dev.bulla.carrier.Tally;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import dev.bulla.core.Problem;
import dev.bulla.core.Proof;
import dev.bulla.core.Sealer;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of message ends where it should, with and without a stream, and the loop lives on. */
class OutcomesTest {
    @TempDir
    Path folder;

    private final People people = People.of("alice", "bob", "carol");
    private final KeptLetters dead = new KeptLetters();
    private final Tally tally = new Tally();
    private final List<String> handled = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"core", "stream"})
    void everyKindEndsWhereItShouldAndTheTallyTellsThemApart(String kind) throws Exception {
        Bytes good = seal("bob", "good", "orders");
        Bytes last = seal("bob", "last", "orders");
        Bytes tampered = flipped(seal("bob", "tampered", "orders"));
        Bytes foreign = seal("carol", "for carol", "orders");
        Bytes elsewhere = seal("bob", "elsewhere", "payments");
        Bytes expired = expired();
        Bytes stranger = stranger();
        Bytes oversized = Bytes.of(new byte[40_000]);
        try (NatsServer server = NatsServer.start(folder)) {
            if (kind.equals("stream")) {
                server.stream("ORDERS", "orders");
            }
            try (Opener opener = people.opener("bob");
                    NatsCarrier carrier = NatsCarrier.open(
                            server.address(),
                            NatsOptions.builder()
                                    .deadLetters(dead)
                                    .maxMessageBytes(30_000)
                                    .watch(tally)
                                    .build());
                    Connection anybody = server.plain()) {
                Subscription orders = carrier.receive("orders", handling(opener));
                List<Bytes> all = List.of(
                        Bytes.utf8("garbage"),
                        Bytes.EMPTY,
                        good,
                        tampered,
                        foreign,
                        elsewhere,
                        expired,
                        stranger,
                        oversized,
                        good,
                        last);
                // Not through the carrier, which would not send the oversized one, nor twice the same.
                for (Bytes message : all) {
                    anybody.publish("orders", message.toArray());
                }
                await().until(() -> orders.handled() == all.size());
            }
        }
        assertThat(handled).containsExactly("good", "last");
        assertThat(dead.letters.stream().map(KeptLetters.Letter::sealed))
                .containsExactly(Bytes.utf8("garbage"), Bytes.EMPTY, tampered, elsewhere, expired, stranger, oversized);
        assertThat(dead.letters).allMatch(letter -> letter.reason() == DeadLetters.Reason.REFUSED);
        Tally.Figures figures = tally.figures();
        assertThat(figures.refused())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Problem.MALFORMED, 2L,
                        Problem.NOT_AUTHENTIC, 1L,
                        Problem.NOT_FOR_ME, 1L,
                        Problem.WRONG_CONTEXT, 1L,
                        Problem.EXPIRED, 1L,
                        Problem.UNTRUSTED_SENDER, 1L,
                        Problem.LIMIT_EXCEEDED, 1L,
                        Problem.REPLAYED, 1L));
        assertThat(figures.opened()).isEqualTo(2);
        assertThat(figures.received()).isEqualTo(11);
        assertThat(figures.handled()).isEqualTo(11);
    }

    @Test
    void deletesAndPurgesOfABucketPassUnopened() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                Connection anybody = server.plain();
                Opener opener = people.opener("bob")) {
            anybody.keyValueManagement()
                    .create(io.nats.client.api.KeyValueConfiguration.builder()
                            .name("b")
                            .build());
            try (NatsCarrier carrier = NatsCarrier.open(
                    server.address(),
                    NatsOptions.builder().deadLetters(dead).watch(tally).build())) {
                Subscription bucket = carrier.receive("$KV.b.>", handling(opener));
                anybody.keyValue("b").put("k", seal("bob", "value", "orders").toArray());
                anybody.keyValue("b").delete("k");
                anybody.keyValue("b").purge("k");
                anybody.keyValue("b").put("k", seal("bob", "again", "orders").toArray());
                await().until(() -> bucket.handled() == 2);
            }
        }
        assertThat(handled).containsExactly("value", "again");
        assertThat(tally.figures().refused()).isEmpty();
        assertThat(dead.letters).isEmpty();
    }

    private Handling handling(Opener opener) {
        return Handling.of(opener::open, Expectation.of("orders"), this::take).watchedBy(tally);
    }

    private void take(Opened order) {
        handled.add(order.text("body"));
    }

    private Bytes seal(String to, String text, String context) {
        try (Sealer sealer = people.sealer("alice")) {
            return sealed(sealer, Draft.to(to).context(context).proof(Proof.SIGNATURE), text);
        }
    }

    private Bytes expired() {
        Instant yesterday = Instant.now().minus(Duration.ofMinutes(30));
        try (Sealer sealer = people.sealer("alice", () -> yesterday)) {
            return sealed(sealer, Draft.to("bob").context("orders").livesFor(Duration.ofSeconds(1)), "expired");
        }
    }

    private Bytes stranger() {
        People elsewhere = People.of("mallory");
        elsewhere.pin("bob", people.identity("bob").card());
        try (Sealer sealer = elsewhere.sealer("mallory")) {
            return sealed(sealer, Draft.to("bob").context("orders"), "trust me");
        }
    }

    private static Bytes sealed(Sealer sealer, Draft draft, String text) {
        return sealer.seal(draft.part("body", text)).orThrow().envelope();
    }

    private static Bytes flipped(Bytes message) {
        byte[] bytes = message.toArray();
        bytes[bytes.length - 3] ^= 1;
        return Bytes.of(bytes);
    }
}

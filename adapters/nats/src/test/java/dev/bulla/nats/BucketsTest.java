// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Handling;
import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Chain;
import dev.bulla.core.Content;
import dev.bulla.core.Directory;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import dev.bulla.core.Opening;
import dev.bulla.core.Piece;
import dev.bulla.core.Problem;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Sealer;
import io.nats.client.Connection;
import io.nats.client.KeyValue;
import io.nats.client.ObjectStore;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.ObjectStoreConfiguration;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values, objects, epochs and cards that a server keeps, and may mix up. */
class BucketsTest {
    @TempDir
    Path folder;

    private final People people = People.of("alice", "bob");

    @Test
    void aValueBelongsToItsKeyAndDeletesPass() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                Connection connection = server.plain()) {
            KeyValue raw = bucket(connection, "prices");
            SealedKv alice = SealedKv.of(raw, voice("alice"));
            SealedKv bob = SealedKv.of(raw, voice("bob"));
            List<String> seen = new CopyOnWriteArrayList<>();
            AutoCloseable watching = bob.watch("apple", value -> seen.add(shown(value)));
            long first = alice.put("apple", draft("3"));
            assertThat(alice.put("apple", draft("4"), first)).isGreaterThan(first);
            String far = "k".repeat(200);
            alice.put(far, draft("long"));
            assertThat(bob.get("apple").map(BucketsTest::shown)).contains("4");
            assertThat(bob.get("apple").map(BucketsTest::shown)).contains("4");
            assertThat(bob.get(far).map(BucketsTest::shown)).contains("long");
            raw.put("pear", raw.get("apple").getValue());
            assertThat(bob.get("pear").map(BucketsTest::shown)).contains("WRONG_CONTEXT");
            raw.put("plum", "plain text");
            assertThat(bob.get("plum").map(BucketsTest::shown)).contains("MALFORMED");
            alice.delete("apple");
            assertThat(bob.get("apple")).isEmpty();
            assertThat(bob.history("apple").stream().map(BucketsTest::shown)).containsExactly("3", "4", "deleted");
            alice.purge("apple");
            await().until(() -> seen.equals(List.of("3", "4", "deleted", "deleted")));
            watching.close();
        }
    }

    @Test
    void anObjectOfManyMegabytesGoesThroughAndBelongsToItsName() throws Exception {
        Path large = folder.resolve("large");
        int megabytes = 48;
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(large)) {
            for (int i = 0; i < megabytes; i++) {
                block[0] = (byte) i;
                out.write(block);
            }
        }
        try (NatsServer server = NatsServer.start(folder);
                Connection connection = server.plain();
                Sealer sealer = people.sealer("alice");
                Opener opener = people.opener("bob")) {
            connection
                    .objectStoreManagement()
                    .create(ObjectStoreConfiguration.builder().name("files").build());
            ObjectStore raw = connection.objectStore("files");
            SealedObjects objects = SealedObjects.of(raw, sealer::sealTo, opener::open);
            objects.put("large", Draft.to("bob").part(Piece.of("body", Content.of(() -> Files.newInputStream(large)))));
            long read = objects.get("large", opening -> {
                Opened opened = opening.orThrow();
                try (InputStream in = opened.part("body").orElseThrow().fold(part -> part.stream(), withheld -> {
                    throw new AssertionError();
                })) {
                    long total = 0;
                    for (int n = in.read(block); n >= 0; n = in.read(block)) {
                        total += n;
                    }
                    return total;
                } catch (java.io.IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            assertThat(read).isEqualTo((long) megabytes << 20);
            Path copy = folder.resolve("copy");
            try (OutputStream out = Files.newOutputStream(copy)) {
                raw.get("large", out);
            }
            try (InputStream in = Files.newInputStream(copy)) {
                raw.put("other", in);
            }
            assertThat(objects.get("other", Opening::getClass)).isEqualTo(Opening.Refused.class);
        }
    }

    @Test
    void epochsInABucketOpenMessagesThatNameThem() throws Exception {
        List<String> handled = new CopyOnWriteArrayList<>();
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                Connection connection = server.plain();
                Sealer sealer = people.sealer("alice");
                Opener opener = people.opener("bob");
                NatsCarrier carrier = NatsCarrier.over(
                        connection,
                        NatsOptions.builder().deadLetters(new KeptLetters()).build())) {
            KvEpochs epochs = KvEpochs.of(bucket(connection, "epochs"));
            carrier.receive(
                    "orders",
                    Handling.of(opener::open, Expectation.none(), order -> handled.add(order.text("body")))
                            .epochs(epochs));
            for (int i = 0; i < 10; i++) {
                SealedMessage message =
                        epochs.keep(sealer.seal(draft("" + i).byReference()).orThrow());
                carrier.send("orders", message.envelope());
            }
            await().until(() -> handled.size() == 10);
            assertThat(connection.keyValue("epochs").keys()).hasSize(1);
            assertThat(epochs.find(Bytes.of(new byte[32]))).isEmpty();
        }
    }

    @Test
    void aCardInABucketUpdatesWhoIsPinnedAndMakesNobodyKnown() throws Exception {
        People.Keys keys = People.Keys.fresh("carol");
        Card first = keys.card();
        people.pin("carol", first);
        Card second = rotated(keys, first);
        Card contradicting = rotated(keys, first);
        Card stranger = People.Keys.fresh("mallory").card();
        List<Card> told = new CopyOnWriteArrayList<>();
        try (NatsServer server = NatsServer.start(folder);
                Connection connection = server.plain()) {
            KeyValue bucket = bucket(connection, "cards");
            try (KvCards cards = KvCards.over(bucket, people, told::add)) {
                KvCards.publish(bucket, stranger);
                KvCards.publish(bucket, second);
                await().until(() -> statements(cards, "carol") == 2);
                KvCards.publish(bucket, first);
                bucket.put(first.identifier().toString(), first.encoded().toArray());
                bucket.put(people.identity("bob").identifier().toString(), "garbage");
                bucket.put(
                        people.identity("bob").identifier().toString(),
                        second.encoded().toArray());
                bucket.put(
                        first.identifier().toString(), contradicting.encoded().toArray());
                await().until(() -> cards.byName("carol") instanceof Directory.Finding.Found found
                        && found.forkedFrom().isPresent());
                assertThat(statements(cards, "carol")).isEqualTo(2);
                assertThat(statements(cards, "bob")).isEqualTo(1);
                assertThat(cards.byIdentifier(stranger.identifier())).isInstanceOf(Directory.Finding.Unknown.class);
                assertThat(cards.byName("mallory")).isInstanceOf(Directory.Finding.Unknown.class);
                assertThat(told).containsExactly(second, contradicting);
            }
        }
    }

    private static Card rotated(People.Keys keys, Card card) {
        dev.bulla.core.DailyKeys daily = dev.bulla.core.DailyKeys.generate(
                keys.plan().opens(), keys.plan().signs(), People.RANDOMNESS);
        Bytes next = dev.bulla.core.ControlKey.generate(People.SUITE, People.RANDOMNESS)
                .commitment();
        Chain.Plan plan = Chain.Plan.usual("carol", People.SUITE, Instant.now().minus(Duration.ofMinutes(1)));
        return Chain.rotate(card, plan, java.util.Set.of(), daily, keys.next(), next);
    }

    private static int statements(Directory cards, String name) {
        return cards.byName(name) instanceof Directory.Finding.Found found
                ? found.card().statements()
                : -1;
    }

    private static KeyValue bucket(Connection connection, String name) throws Exception {
        connection
                .keyValueManagement()
                .create(KeyValueConfiguration.builder()
                        .name(name)
                        .maxHistoryPerKey(10)
                        .build());
        return connection.keyValue(name);
    }

    private static Draft draft(String text) {
        return Draft.to("bob").part("body", text);
    }

    private static String shown(SealedKv.Value value) {
        Optional<String> shown = value.opening()
                .map(opening -> opening.fold(
                        opened -> opened.text("body"),
                        notForMe -> Problem.NOT_FOR_ME.name(),
                        refused -> refused.problem().name(),
                        unavailable -> unavailable.problem().name()));
        return shown.orElse("deleted");
    }

    private Voice voice(String name) {
        Sealer sealer = people.sealer(name);
        Opener opener = people.opener(name);
        return new Voice(sealer::seal, opener::open);
    }
}

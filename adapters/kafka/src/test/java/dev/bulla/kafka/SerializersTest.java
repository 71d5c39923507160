// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.Bulla;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What serializers make and take, without a broker. */
class SerializersTest {
    @TempDir
    Path folder;

    private Bulla bulla;

    @BeforeEach
    void move() {
        bulla = Houses.of(folder.resolve("home"));
    }

    @AfterEach
    void leave() {
        bulla.close();
    }

    @Test
    void propertiesAloneAreEnough() {
        try (BullaSerializer<String> writer = writer(Map.of());
                BullaDeserializer<String> reader = reader(Map.of())) {
            byte[] sealed = writer.serialize("orders", new RecordHeaders(), "two apples");
            assertThat(Inspection.looksSealed(Bytes.of(sealed))).isTrue();
            assertThat(reader.deserialize("orders", new RecordHeaders(), ByteBuffer.wrap(sealed)))
                    .isEqualTo("two apples");
        }
    }

    @Test
    void aRecordMovedToAnotherTopicDoesNotOpenUnlessTheContextSaysSo() {
        try (BullaSerializer<String> writer = writer(Map.of());
                BullaDeserializer<String> reader = reader(Map.of());
                BullaDeserializer<String> mirror = reader(Map.of(BullaProperties.CONTEXT, "orders"))) {
            byte[] sealed = writer.serialize("orders", new RecordHeaders(), "x");
            refused(Problem.WRONG_CONTEXT, () -> reader.deserialize("refunds", new RecordHeaders(), sealed));
            assertThat(mirror.deserialize("dc1.orders", new RecordHeaders(), sealed))
                    .isEqualTo("x");
        }
    }

    @Test
    void headersComeFromInside() {
        Map<String, Object> named = Map.of(BullaProperties.HEADERS, "tenant,raw");
        Headers headers = new RecordHeaders()
                .add("tenant", utf8("acme"))
                .add("raw", new byte[] {0, (byte) 0xff})
                .add("route", utf8("eu"));
        try (BullaSerializer<String> writer = writer(named);
                BullaDeserializer<String> reader = reader(named)) {
            byte[] sealed = writer.serialize("orders", headers, "x");
            headers.remove("tenant").remove("raw");
            headers.add("tenant", utf8("evil")).add("tenant", utf8("evil too")).add("bulla-sender", utf8("root"));
            assertThat(reader.deserialize("orders", headers, sealed)).isEqualTo("x");
        }
        assertThat(text(headers, "tenant")).isEqualTo("acme");
        assertThat(headers.lastHeader("raw").value()).isEqualTo(new byte[] {0, (byte) 0xff});
        assertThat(text(headers, "route")).isEqualTo("eu");
        assertThat(text(headers, BullaProperties.SENDER_HEADER)).isEqualTo("alice");
        assertThat(headers.headers("tenant")).hasSize(1);
        assertThat(text(headers, BullaProperties.DIGEST_HEADER)).hasSize(64);
    }

    @Test
    void aNamedHeaderThatIsNotInsideIsNotThere() {
        Headers headers = new RecordHeaders();
        try (BullaSerializer<String> writer = writer(Map.of());
                BullaDeserializer<String> reader = reader(Map.of(BullaProperties.HEADERS, "tenant"))) {
            byte[] sealed = writer.serialize("orders", headers, "x");
            headers.add("tenant", utf8("evil"));
            reader.deserialize("orders", headers, sealed);
        }
        assertThat(headers.lastHeader("tenant")).isNull();
    }

    @Test
    void whenTheInnerDeserializerFailsTheHeadersAreAsTheyWereAndTheRecordMayComeAgain() {
        Deserializer<String> failing = (topic, data) -> {
            throw new SerializationException("not a schema of mine");
        };
        Map<String, Object> once = new HashMap<>(reading(Map.of(BullaProperties.REPLAY, "once")));
        Headers headers = new RecordHeaders().add("bulla-sender", utf8("outside"));
        BullaDeserializer<String> broken = new BullaDeserializer<>(failing);
        broken.configure(once, false);
        try (BullaSerializer<String> writer = writer(Map.of());
                broken;
                BullaDeserializer<String> reader = reader(once)) {
            byte[] sealed = writer.serialize("orders", new RecordHeaders(), "x");
            assertThatThrownBy(() -> broken.deserialize("orders", headers, sealed))
                    .hasMessage("not a schema of mine");
            assertThat(headers.toArray()).hasSize(1);
            assertThat(reader.deserialize("orders", headers, sealed)).isEqualTo("x");
        }
    }

    @Test
    void aLogIsReadAgainAndOnceIsOnce() {
        try (BullaSerializer<String> writer = writer(Map.of());
                BullaDeserializer<String> log = reader(Map.of());
                BullaDeserializer<String> once = reader(Map.of(BullaProperties.REPLAY, "once"))) {
            byte[] sealed = writer.serialize("orders", new RecordHeaders(), "x");
            for (int i = 0; i < 3; i++) {
                assertThat(log.deserialize("orders", new RecordHeaders(), sealed))
                        .isEqualTo("x");
            }
            assertThat(once.deserialize("orders", new RecordHeaders(), sealed)).isEqualTo("x");
            refused(Problem.REPLAYED, () -> once.deserialize("orders", new RecordHeaders(), sealed));
            assertThat(log.deserialize("orders", new RecordHeaders(), sealed)).isEqualTo("x");
        }
    }

    @Test
    void anExpiredRecordOpensInAnArchiveOnly() {
        byte[] old = Houses.expired(bulla, "orders").toArray();
        try (BullaDeserializer<String> archive = reader(Map.of(BullaProperties.REPLAY, "archive"))) {
            assertThat(archive.deserialize("orders", new RecordHeaders(), old)).isEqualTo("old");
            assertThat(archive.deserialize("orders", new RecordHeaders(), old)).isEqualTo("old");
        }
        try (BullaDeserializer<String> live = reader(Map.of())) {
            refused(Problem.EXPIRED, () -> live.deserialize("orders", new RecordHeaders(), old));
        }
    }

    @Test
    void everyKindOfPoisonHasItsName() {
        byte[] toCarol = bulla.as("alice")
                .orThrow()
                .seal(Draft.to("carol").context("orders").part("body", "x"))
                .orThrow()
                .envelope()
                .toArray();
        try (Bulla strange = Houses.strangers(folder.resolve("strange"), bulla);
                BullaSerializer<String> writer = writer(Map.of());
                BullaDeserializer<String> reader = reader(Map.of())) {
            byte[] foreign = strange.as("mallory")
                    .orThrow()
                    .seal(Draft.to("bob").context("orders").part("body", "x"))
                    .orThrow()
                    .envelope()
                    .toArray();
            byte[] sealed = writer.serialize("orders", new RecordHeaders(), "x");
            byte[] changed = sealed.clone();
            changed[changed.length - 100] ^= 1;
            refused(Problem.MALFORMED, () -> reader.deserialize("orders", utf8("plain text")));
            refused(Problem.MALFORMED, () -> reader.deserialize("orders", new byte[0]));
            refused(Problem.MALFORMED, () -> reader.deserialize("orders", Arrays.copyOf(sealed, sealed.length - 1)));
            refused(Problem.NOT_AUTHENTIC, () -> reader.deserialize("orders", changed));
            refused(Problem.NOT_FOR_ME, () -> reader.deserialize("orders", toCarol));
            refused(Problem.UNTRUSTED_SENDER, () -> reader.deserialize("orders", foreign));
        }
    }

    @Test
    void tombstonesGoByTheRule() {
        try (BullaSerializer<String> pass = writer(Map.of());
                BullaSerializer<String> refuse = writer(Map.of(BullaProperties.TOMBSTONES, "refuse"));
                BullaDeserializer<String> reader = reader(Map.of(BullaProperties.TOMBSTONES, "refuse"))) {
            assertThat(pass.serialize("orders", new RecordHeaders(), null)).isNull();
            refused(Problem.FORBIDDEN, () -> refuse.serialize("orders", new RecordHeaders(), null));
            refused(Problem.FORBIDDEN, () -> reader.deserialize("orders", new RecordHeaders(), (byte[]) null));
        }
    }

    @Test
    void whatCannotBeSealedThrows() {
        try (BullaSerializer<String> nobody = writer(Map.of(BullaProperties.TO, "nobody"))) {
            refused(Problem.NAME_UNKNOWN, () -> nobody.serialize("orders", new RecordHeaders(), "x"));
        }
    }

    @Test
    void wrongPropertiesAreNamed() {
        misuse(BullaProperties.TO, Map.of(BullaProperties.TO, ""));
        misuse("mallory", Map.of(BullaProperties.FROM, "mallory"));
        misuse("SealedProducer", Map.of(BullaProperties.PROOF, "batch"));
        misuse(BullaProperties.PROOF, Map.of(BullaProperties.PROOF, "none"));
        misuse(BullaProperties.TOMBSTONES, Map.of(BullaProperties.TOMBSTONES, "maybe"));
        misuse(BullaProperties.EXPIRES, Map.of(BullaProperties.EXPIRES, "soon"));
        misuse(
                BullaProperties.HOME,
                Map.of(BullaProperties.HOME, folder.resolve("nowhere").toString()));
        assertThatThrownBy(() -> new BullaSerializer<String>().configure(writing(Map.of()), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("PseudonymSerializer");
    }

    @Test
    void streamsHaveASerde() {
        Map<String, Object> both = new HashMap<>(writing(Map.of(BullaProperties.AS, "bob")));
        both.putAll(reading(Map.of()));
        try (Serde<String> serde = new BullaSerde<>(Serdes.String())) {
            serde.configure(both, false);
            byte[] sealed = serde.serializer().serialize("store-changelog", new RecordHeaders(), "x");
            assertThat(serde.deserializer().deserialize("store-changelog", sealed))
                    .isEqualTo("x");
        }
    }

    @Test
    void connectHasAConverter() throws Exception {
        Map<String, Object> both = new HashMap<>(writing(Map.of()));
        both.putAll(reading(Map.of()));
        try (BullaConverter converter = new BullaConverter()) {
            converter.configure(both, false);
            byte[] sealed = converter.fromConnectData("orders", Schema.BYTES_SCHEMA, utf8("x"));
            SchemaAndValue opened = converter.toConnectData("orders", sealed);
            assertThat(opened.value()).isEqualTo(utf8("x"));
            assertThat(converter.toConnectData("orders", null)).isEqualTo(SchemaAndValue.NULL);
            assertThatThrownBy(() -> converter.toConnectData("orders", utf8("plain")))
                    .isInstanceOf(DataException.class)
                    .hasCauseInstanceOf(SealedRecordException.class);
        }
    }

    @Test
    void equalKeysHaveEqualPseudonyms() throws Exception {
        Path key = Files.write(folder.resolve("key"), new byte[32]);
        try (PseudonymSerializer<String> orders = new PseudonymSerializer<>(new StringSerializer())) {
            orders.configure(Map.of(BullaProperties.PSEUDONYM_KEY_FILE, key.toString()), true);
            byte[] one = orders.serialize("orders", "customer-17");
            assertThat(one).hasSize(32).isEqualTo(orders.serialize("orders", "customer-17"));
            assertThat(orders.serialize("refunds", "customer-17")).isNotEqualTo(one);
            assertThat(orders.serialize("orders", "customer-18")).isNotEqualTo(one);
            assertThat(orders.serialize("orders", null)).isNull();
        }
        try (PseudonymSerializer<String> joined = new PseudonymSerializer<>(new StringSerializer())) {
            joined.configure(
                    Map.of(BullaProperties.PSEUDONYM_KEY_FILE, key.toString(), BullaProperties.PSEUDONYM_SCOPE, "shop"),
                    true);
            assertThat(joined.serialize("orders", "a")).isEqualTo(joined.serialize("refunds", "a"));
        }
        Path shortKey = Files.write(folder.resolve("short"), new byte[31]);
        assertThatThrownBy(() -> new PseudonymSerializer<String>()
                        .configure(Map.of(BullaProperties.PSEUDONYM_KEY_FILE, shortKey.toString()), true))
                .isInstanceOf(ConfigException.class);
    }

    private Map<String, Object> writing(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(Map.of(
                BullaProperties.HOME, folder.resolve("home").toString(),
                BullaProperties.FROM, "alice",
                BullaProperties.TO, "bob"));
        properties.putAll(more);
        return properties;
    }

    private Map<String, Object> reading(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(
                Map.of(BullaProperties.HOME, folder.resolve("home").toString(), BullaProperties.AS, "bob"));
        properties.putAll(more);
        return properties;
    }

    private BullaSerializer<String> writer(Map<String, Object> more) {
        Map<String, Object> properties = writing(more);
        properties.put(BullaProperties.INNER_SERIALIZER, StringSerializer.class.getName());
        BullaSerializer<String> writer = new BullaSerializer<>();
        writer.configure(properties, false);
        return writer;
    }

    private BullaDeserializer<String> reader(Map<String, Object> more) {
        Map<String, Object> properties = reading(more);
        properties.put(BullaProperties.INNER_DESERIALIZER, StringDeserializer.class);
        BullaDeserializer<String> reader = new BullaDeserializer<>();
        reader.configure(properties, false);
        return reader;
    }

    private void misuse(String named, Map<String, Object> wrong) {
        assertThatThrownBy(() -> writer(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named);
    }

    private static void refused(Problem problem, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SealedRecordException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(problem));
    }

    private static String text(Headers headers, String name) {
        return Optional.of(headers.lastHeader(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .get();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

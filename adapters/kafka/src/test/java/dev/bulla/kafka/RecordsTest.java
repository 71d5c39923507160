// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.Bulla;
import dev.bulla.core.Bytes;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's own producer and consumer against a real broker, sealing and opening by properties alone. */
class RecordsTest {
    @TempDir
    static Path folder;

    private static KafkaBroker broker;
    private static Bulla bulla;

    @BeforeAll
    static void open() throws Exception {
        broker = KafkaBroker.start(folder);
        bulla = Houses.of(folder.resolve("home"));
    }

    @AfterAll
    static void shut() {
        bulla.close();
        broker.close();
    }

    @Test
    void fiveLinesSealAProducerAndAConsumer() throws Exception {
        broker.topic("five", 1);
        try (Producer<String, String> producer = new KafkaProducer<>(producing(Map.of()));
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(consuming(Map.of()))) {
            producer.send(new ProducerRecord<>("five", "k", "two apples")).get();
            consumer.subscribe(List.of("five"));
            ConsumerRecord<String, String> read = take(consumer, 1).get(0);
            assertThat(read.value()).isEqualTo("two apples");
            assertThat(read.key()).isEqualTo("k");
            assertThat(new String(
                            read.headers()
                                    .lastHeader(BullaProperties.SENDER_HEADER)
                                    .value(),
                            StandardCharsets.UTF_8))
                    .isEqualTo("alice");
        }
        try (KafkaConsumer<byte[], byte[]> broken = new KafkaConsumer<>(raw())) {
            broken.subscribe(List.of("five"));
            byte[] stored = take(broken, 1).get(0).value();
            assertThat(Inspection.looksSealed(Bytes.of(stored))).isTrue();
        }
    }

    @Test
    void aPoisonRecordReachesTheApplicationWithItsSealedBytesAndIsSoughtPast() throws Exception {
        broker.topic("poison", 1);
        byte[] garbage = "nobody sealed this".getBytes(StandardCharsets.UTF_8);
        List<String> read = new ArrayList<>();
        List<RecordDeserializationException> dead = new ArrayList<>();
        try (Producer<String, String> producer = new KafkaProducer<>(producing(Map.of()));
                Producer<byte[], byte[]> evil = new KafkaProducer<>(rawProducing());
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(consuming(Map.of()))) {
            producer.send(new ProducerRecord<>("poison", "a")).get();
            evil.send(new ProducerRecord<>("poison", null, null, null, garbage)).get();
            producer.send(new ProducerRecord<>("poison", "b")).get();
            consumer.subscribe(List.of("poison"));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (read.size() < 2 && System.nanoTime() < end) {
                try {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
                } catch (RecordDeserializationException poison) {
                    dead.add(poison);
                    consumer.seek(poison.topicPartition(), poison.offset() + 1);
                }
            }
        }
        assertThat(read).containsExactly("a", "b");
        assertThat(dead).hasSize(1);
        assertThat(bytes(dead.get(0).valueBuffer())).isEqualTo(garbage);
        assertThat(dead.get(0).getCause()).isInstanceOfSatisfying(SealedRecordException.class, said -> {
            assertThat(said.problem()).isEqualTo(Problem.MALFORMED);
            assertThat(said.mayPass()).isFalse();
        });
    }

    @Test
    void aConsumerThatRewindsReadsTheLogAgain() throws Exception {
        broker.topic("rewind", 1);
        try (Producer<String, String> producer = new KafkaProducer<>(producing(Map.of()));
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(consuming(Map.of()))) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>("rewind", "" + i));
            }
            producer.flush();
            consumer.subscribe(List.of("rewind"));
            assertThat(take(consumer, 10)).hasSize(10);
            consumer.seekToBeginning(consumer.assignment());
            assertThat(take(consumer, 10)).hasSize(10);
        }
    }

    @Test
    void tombstonesReachTheConsumerWhereTheRuleLetsThemPass() throws Exception {
        broker.topic("tombs", 1);
        try (Producer<String, String> pass = new KafkaProducer<>(producing(Map.of()));
                Producer<String, String> refuse =
                        new KafkaProducer<>(producing(Map.of(BullaProperties.TOMBSTONES, "refuse")));
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(consuming(Map.of()))) {
            pass.send(new ProducerRecord<>("tombs", "k", null)).get();
            assertThatThrownBy(() -> refuse.send(new ProducerRecord<>("tombs", "k", null)))
                    .isInstanceOf(SealedRecordException.class);
            consumer.subscribe(List.of("tombs"));
            assertThat(take(consumer, 1).get(0).value()).isNull();
        }
    }

    @Test
    void aBatchIsUnderOneSignatureAndEachRecordOpensByItself() throws Exception {
        broker.topic("batch", 1);
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        try (Producer<String, String> producer =
                        new SealedProducer<>(plainProducing(Map.of(BullaProperties.BATCH_LINGER_MS, "20")));
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(consuming(Map.of()))) {
            for (int i = 0; i < 1000; i++) {
                answers.add(producer.send(new ProducerRecord<>("batch", "k", i == 500 ? null : "" + i)));
            }
            producer.flush();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().offset()).isEqualTo(i);
            }
            consumer.subscribe(List.of("batch"));
            List<ConsumerRecord<String, String>> read = take(consumer, 1000);
            for (int i = 0; i < 1000; i++) {
                assertThat(read.get(i).value()).isEqualTo(i == 500 ? null : "" + i);
            }
        }
        try (KafkaConsumer<byte[], byte[]> stored = new KafkaConsumer<>(raw())) {
            stored.subscribe(List.of("batch"));
            List<ConsumerRecord<byte[], byte[]>> read = take(stored, 1000);
            assertThat(Inspection.looksSealed(Bytes.of(read.get(7).value()))).isTrue();
        }
    }

    @Test
    void aTransactionWithARecordThatWasNotSealedDoesNotCommit() throws Exception {
        broker.topic("transaction", 1);
        Map<String, Object> properties =
                plainProducing(Map.of("transactional.id", "t", BullaProperties.CONTEXT, "x".repeat(120) + "{topic}"));
        try (Producer<String, String> producer = new SealedProducer<>(properties);
                KafkaConsumer<String, String> consumer =
                        new KafkaConsumer<>(consuming(Map.of("isolation.level", "read_committed")))) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> answer = producer.send(new ProducerRecord<>("transaction", "secret"));
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(SealedRecordException.class);
            assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class);
            producer.abortTransaction();
            consumer.subscribe(List.of("transaction"));
            assertThat(consumer.poll(Duration.ofSeconds(1))).isEmpty();
        }
    }

    @Test
    void closingSealsAndSendsWhatWaits() throws Exception {
        broker.topic("close", 1);
        Future<RecordMetadata> answer;
        try (Producer<String, String> producer =
                new SealedProducer<>(plainProducing(Map.of(BullaProperties.BATCH_LINGER_MS, "10000")))) {
            answer = producer.send(new ProducerRecord<>("close", "x"));
        }
        assertThat(answer.get().offset()).isZero();
    }

    private static Map<String, Object> producing(Map<String, Object> more) {
        Map<String, Object> all = plainProducing(more);
        all.put(BullaProperties.INNER_SERIALIZER, StringSerializer.class.getName());
        all.put("value.serializer", BullaSerializer.class.getName());
        return all;
    }

    private static Map<String, Object> plainProducing(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "key.serializer",
                StringSerializer.class.getName(),
                "value.serializer",
                StringSerializer.class.getName(),
                BullaProperties.HOME,
                folder.resolve("home").toString(),
                BullaProperties.FROM,
                "alice",
                BullaProperties.TO,
                "bob"));
        all.putAll(more);
        return Houses.properties(broker, all);
    }

    private static Map<String, Object> consuming(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "key.deserializer",
                StringDeserializer.class.getName(),
                "value.deserializer",
                BullaDeserializer.class.getName(),
                "group.id",
                "g" + System.nanoTime(),
                "auto.offset.reset",
                "earliest",
                BullaProperties.INNER_DESERIALIZER,
                StringDeserializer.class.getName(),
                BullaProperties.HOME,
                folder.resolve("home").toString(),
                BullaProperties.AS,
                "bob"));
        all.putAll(more);
        return Houses.properties(broker, all);
    }

    private static Map<String, Object> raw() {
        return Houses.properties(
                broker,
                Map.of(
                        "key.deserializer",
                        ByteArrayDeserializer.class.getName(),
                        "value.deserializer",
                        ByteArrayDeserializer.class.getName(),
                        "group.id",
                        "g" + System.nanoTime(),
                        "auto.offset.reset",
                        "earliest"));
    }

    private static Map<String, Object> rawProducing() {
        return Houses.properties(
                broker,
                Map.of(
                        "key.serializer", ByteArraySerializer.class.getName(),
                        "value.serializer", ByteArraySerializer.class.getName()));
    }

    private static <K, V> List<ConsumerRecord<K, V>> take(KafkaConsumer<K, V> consumer, int count) {
        List<ConsumerRecord<K, V>> taken = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (taken.size() < count && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(taken::add);
        }
        return taken;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Proof;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A producer that seals many records under one signature, where {@link BullaSerializer} signs each: as many as come within
 * {@value BullaProperties#BATCH_LINGER_MS}, at most {@value BullaProperties#BATCH_RECORDS}. Each record still opens by itself, with {@link BullaDeserializer}.
 *
 * <p>Takes the properties of a {@link KafkaProducer}, serializers of plain keys and values included, and {@link BullaProperties}. Records leave in the order sent. What
 * cannot be sealed fails its future, and the next {@link #commitTransaction}; it never leaves. {@code partitioner.class} and {@code interceptor.classes} see
 * serialized keys and sealed values. Safe for many threads.
 *
 * @param <K> what keys are
 * @param <V> what is sealed
 */
public final class SealedProducer<K, V> implements Producer<K, V> {
    private static final int USUAL_BATCH = 256;
    private static final int MOST_BATCH = 65_536;
    private static final int MOST_LINGER_MS = 60_000;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<K> keys;
    private final Serializer<V> values;
    private final Sealing sealing;
    private final BatchSealer batches;

    /** A producer of these properties. */
    public SealedProducer(Map<String, Object> properties) {
        this(properties, new KafkaProducer<>(carrying(properties)));
    }

    @SuppressWarnings("unchecked")
    SealedProducer(Map<String, Object> properties, Producer<byte[], byte[]> producer) {
        this.producer = producer;
        try {
            Wiring wiring = new Wiring(properties);
            this.keys = wiring.made(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, Serializer.class, (Serializer<K>)
                    (Serializer<?>) new ByteArraySerializer());
            keys.configure(properties, true);
            this.values = wiring.made(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, Serializer.class, (Serializer<V>)
                    (Serializer<?>) new ByteArraySerializer());
            values.configure(properties, false);
            int linger = wiring.number(BullaProperties.BATCH_LINGER_MS, 1, MOST_LINGER_MS);
            int records = Math.max(1, wiring.number(BullaProperties.BATCH_RECORDS, USUAL_BATCH, MOST_BATCH));
            int patience = wiring.number(ProducerConfig.MAX_BLOCK_MS_CONFIG, 60_000, Integer.MAX_VALUE);
            this.sealing = new Sealing(wiring, Proof.BATCH);
            this.batches = new BatchSealer(sealing, producer, records, Duration.ofMillis(linger), patience);
        } catch (RuntimeException misuse) {
            producer.close(Duration.ZERO);
            throw misuse;
        }
    }

    private static Map<String, Object> carrying(Map<String, Object> properties) {
        Map<String, Object> carrying = new HashMap<>(properties);
        carrying.keySet().removeIf(key -> key.startsWith("bulla."));
        carrying.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        carrying.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return carrying;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> plain) {
        return send(plain, (metadata, failed) -> {});
    }

    /**
     * Serializes at once, seals and sends soon. Waits only while the queue is full.
     *
     * @throws SealedRecordException when the record can never be sealed
     * @throws org.apache.kafka.common.errors.TimeoutException when the queue stays full for {@code max.block.ms}
     */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> plain, Callback callback) {
        String topic = plain.topic();
        byte[] key = plain.key() == null ? null : keys.serialize(topic, plain.headers(), plain.key());
        byte[] value = plain.value() == null ? null : values.serialize(topic, plain.headers(), plain.value());
        if (value == null) {
            sealing.tombstone(topic);
        }
        ProducerRecord<byte[], byte[]> serialized =
                new ProducerRecord<>(topic, plain.partition(), plain.timestamp(), key, value, plain.headers());
        return batches.offer(serialized, callback);
    }

    @Override
    public void flush() {
        batches.drain();
        producer.flush();
    }

    @Override
    public void initTransactions() {
        producer.initTransactions();
    }

    @Override
    public void beginTransaction() {
        batches.forgive();
        producer.beginTransaction();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        producer.sendOffsetsToTransaction(offsets, groupMetadata);
    }

    /**
     * Commits, if all records of the transaction were sealed.
     *
     * @throws SealedRecordException when one was not; abort then
     */
    @Override
    public void commitTransaction() {
        batches.drain();
        batches.check();
        producer.commitTransaction();
    }

    @Override
    public void abortTransaction() {
        batches.drain();
        producer.abortTransaction();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        producer.registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        producer.unregisterMetricFromSubscription(metric);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return producer.partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return producer.metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return producer.clientInstanceId(timeout);
    }

    /** Seals and sends what waits, and waits for the broker. */
    @Override
    public void close() {
        close(Duration.ofMillis(Long.MAX_VALUE));
    }

    @Override
    public void close(Duration timeout) {
        batches.close(timeout);
        producer.close(timeout);
        keys.close();
        values.close();
        sealing.close();
    }
}

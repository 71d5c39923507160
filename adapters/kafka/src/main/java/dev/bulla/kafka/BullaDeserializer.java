// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Opens sealed values and hands what was inside to another deserializer. Configured by {@link BullaProperties} alone.
 *
 * <p>What does not open throws {@link SealedRecordException}; the consumer wraps it in {@link org.apache.kafka.common.errors.RecordDeserializationException}
 * with the sealed bytes, for the application's own dead letters. What opens has its headers from inside, and says who sent it. Safe for many threads.
 *
 * @param <T> what was sealed
 */
public final class BullaDeserializer<T> implements Deserializer<T> {
    private @Nullable Deserializer<T> inner;
    private @Nullable Unsealing unsealing;

    /** To be configured, as Kafka does. */
    public BullaDeserializer() {}

    /** Around this deserializer, which is configured with it. */
    public BullaDeserializer(Deserializer<T> inner) {
        this.inner = inner;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> properties, boolean isKey) {
        Values.only(isKey);
        Wiring wiring = new Wiring(properties);
        if (inner == null) {
            inner = wiring.made(BullaProperties.INNER_DESERIALIZER, Deserializer.class, (Deserializer<T>)
                    (Deserializer<?>) new ByteArrayDeserializer());
        }
        inner.configure(properties, false);
        unsealing = new Unsealing(wiring);
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] value) {
        return deserialize(topic, new RecordHeaders(), value);
    }

    @Override
    public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] value) {
        return open(topic, headers, value == null ? null : Bytes.of(value));
    }

    @Override
    public @Nullable T deserialize(String topic, Headers headers, @Nullable ByteBuffer value) {
        return open(topic, headers, value == null ? null : bytes(value));
    }

    private @Nullable T open(String topic, Headers headers, @Nullable Bytes value) {
        Unsealing with = Values.configured(unsealing);
        if (value == null) {
            with.tombstone(topic);
            return null;
        }
        Deserializer<T> then = Values.configured(inner);
        return with.open(topic, headers, value, plain -> then.deserialize(topic, headers, plain));
    }

    /** A copy; the buffer stays as it is, for the exception may hand it on. */
    private static Bytes bytes(ByteBuffer value) {
        if (value.hasArray()) {
            return Bytes.of(value.array(), value.arrayOffset() + value.position(), value.remaining());
        }
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        return Bytes.of(copy);
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
        if (unsealing != null) {
            unsealing.close();
            unsealing = null;
        }
    }
}

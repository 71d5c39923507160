// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Proof;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Seals what another serializer makes of a value, for the recipients of {@value BullaProperties#TO}. Configured by {@link BullaProperties} alone.
 *
 * <p>What cannot be sealed throws {@link SealedRecordException}, and {@code send} fails: nothing leaves unsealed, unlike with a producer interceptor, whose
 * exceptions Kafka logs before it sends the record as it was. For values; keys are for partitions and compaction and have {@link PseudonymSerializer}. Safe for
 * many threads.
 *
 * @param <T> what is sealed
 */
public final class BullaSerializer<T> implements Serializer<T> {
    private @Nullable Serializer<T> inner;
    private @Nullable Sealing sealing;

    /** To be configured, as Kafka does. */
    public BullaSerializer() {}

    /** Around this serializer, which is configured with it. */
    public BullaSerializer(Serializer<T> inner) {
        this.inner = inner;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> properties, boolean isKey) {
        Values.only(isKey);
        Wiring wiring = new Wiring(properties);
        if (inner == null) {
            inner = wiring.made(BullaProperties.INNER_SERIALIZER, Serializer.class, (Serializer<T>)
                    (Serializer<?>) new ByteArraySerializer());
        }
        inner.configure(properties, false);
        sealing = new Sealing(wiring, Proof.SIGNATURE);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        return serialize(topic, new RecordHeaders(), value);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T value) {
        Sealing with = Values.configured(sealing);
        byte @Nullable [] plain =
                value == null ? null : Values.configured(inner).serialize(topic, headers, value);
        if (plain == null) {
            with.tombstone(topic);
            return null;
        }
        return with.seal(topic, headers, plain);
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
        if (sealing != null) {
            sealing.close();
            sealing = null;
        }
    }
}

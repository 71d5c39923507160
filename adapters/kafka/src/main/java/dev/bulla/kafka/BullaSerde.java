// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * {@link BullaSerializer} and {@link BullaDeserializer} in one, for Kafka Streams. State stores are logs that are read again for as long as they live:
 * set {@value BullaProperties#REPLAY} to {@code archive} for them.
 *
 * @param <T> what is sealed
 */
public final class BullaSerde<T> implements Serde<T> {
    private final BullaSerializer<T> serializer;
    private final BullaDeserializer<T> deserializer;

    /** To be configured, as Kafka does. */
    public BullaSerde() {
        this.serializer = new BullaSerializer<>();
        this.deserializer = new BullaDeserializer<>();
    }

    /** Around this serde, which is configured with it. */
    public BullaSerde(Serde<T> inner) {
        this.serializer = new BullaSerializer<>(inner.serializer());
        this.deserializer = new BullaDeserializer<>(inner.deserializer());
    }

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        serializer.configure(properties, isKey);
        deserializer.configure(properties, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Bytes;
import dev.bulla.core.Proof;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens in Kafka Connect, around the converter of {@value BullaProperties#INNER_CONVERTER}. What does not open is a {@link DataException}, which
 * Connect's own {@code errors.deadletterqueue} takes with the sealed bytes. A worker that only reads needs no {@value BullaProperties#TO}, one that
 * only writes needs no {@value BullaProperties#AS}.
 */
public final class BullaConverter implements Converter {
    private @Nullable Converter inner;
    private @Nullable Sealing sealing;
    private @Nullable Unsealing unsealing;

    /** To be configured, as Connect does. */
    public BullaConverter() {}

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        Values.only(isKey);
        Wiring wiring = new Wiring(properties);
        if (wiring.text(BullaProperties.INNER_CONVERTER).isPresent()) {
            Converter made = wiring.made(BullaProperties.INNER_CONVERTER, Converter.class, this);
            made.configure(properties, false);
            inner = made;
        }
        if (wiring.text(BullaProperties.TO).isPresent()) {
            sealing = new Sealing(wiring, Proof.SIGNATURE);
        }
        unsealing = new Unsealing(wiring);
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return fromConnectData(topic, new RecordHeaders(), schema, value);
    }

    @Override
    public byte @Nullable [] fromConnectData(
            String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
        Sealing with = Values.configured(sealing);
        try {
            byte @Nullable [] plain = plain(topic, headers, schema, value);
            if (plain == null) {
                with.tombstone(topic);
                return null;
            }
            return with.seal(topic, headers, plain);
        } catch (SealedRecordException notSealed) {
            throw new DataException(notSealed.getMessage(), notSealed);
        }
    }

    private byte @Nullable [] plain(String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
        if (inner != null) {
            return inner.fromConnectData(topic, headers, schema, value);
        }
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw new DataException("set " + BullaProperties.INNER_CONVERTER + ": the value is not bytes");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        return toConnectData(topic, new RecordHeaders(), value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] value) {
        Unsealing with = Values.configured(unsealing);
        try {
            if (value == null) {
                with.tombstone(topic);
                return SchemaAndValue.NULL;
            }
            return with.open(topic, headers, Bytes.of(value), plain -> data(topic, headers, plain));
        } catch (SealedRecordException notOpened) {
            throw new DataException(notOpened.getMessage(), notOpened);
        }
    }

    private SchemaAndValue data(String topic, Headers headers, byte[] plain) {
        return inner == null
                ? new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, plain)
                : inner.toConnectData(topic, headers, plain);
    }

    @Override
    public void close() {
        if (sealing != null) {
            sealing.close();
            sealing = null;
        }
        if (unsealing != null) {
            unsealing.close();
            unsealing = null;
        }
    }
}

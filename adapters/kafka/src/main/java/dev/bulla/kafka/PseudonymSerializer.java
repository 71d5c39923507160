// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a keyed pseudonym in place of a record's key: equal keys stay equal, so partitions and compaction work, and nobody without the key of
 * {@value BullaProperties#PSEUDONYM_KEY_FILE} can tell or guess what they were. That key never changes: with another one, every key would be another.
 *
 * <p>Bytes: HMAC-SHA-256 over {@code "bulla/1 kafka key"}, 0x00, length of the scope u16, scope in UTF-8, key; 32 bytes. The scope is the topic unless told
 * otherwise; topics that are joined by key share one. A reader who needs the key itself finds it in the value, if the application put it there. A null
 * key stays null. Safe for many threads.
 *
 * @param <T> what keys are
 */
public final class PseudonymSerializer<T> implements Serializer<T> {
    private static final byte[] LABEL = "bulla/1 kafka key\0".getBytes(StandardCharsets.US_ASCII);
    private static final String HMAC = "HmacSHA256";
    private static final int LEAST_KEY_BYTES = 32;

    private @Nullable Serializer<T> inner;
    private @Nullable SecretKeySpec key;
    private String scope = Wiring.TOPIC;

    /** To be configured, as Kafka does. */
    public PseudonymSerializer() {}

    /** Around this serializer, which is configured with it. */
    public PseudonymSerializer(Serializer<T> inner) {
        this.inner = inner;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> properties, boolean isKey) {
        Wiring wiring = new Wiring(properties);
        if (inner == null) {
            inner = wiring.made(BullaProperties.PSEUDONYM_INNER, Serializer.class, (Serializer<T>)
                    (Serializer<?>) new ByteArraySerializer());
        }
        inner.configure(properties, isKey);
        scope = wiring.text(BullaProperties.PSEUDONYM_SCOPE).orElse(Wiring.TOPIC);
        key = read(Path.of(wiring.required(BullaProperties.PSEUDONYM_KEY_FILE)));
    }

    private static SecretKeySpec read(Path file) {
        byte[] bytes = {};
        try {
            bytes = Files.readAllBytes(file);
            if (bytes.length < LEAST_KEY_BYTES) {
                throw new ConfigException(
                        BullaProperties.PSEUDONYM_KEY_FILE + " has fewer than " + LEAST_KEY_BYTES + " bytes");
            }
            return new SecretKeySpec(bytes, HMAC);
        } catch (IOException unreadable) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(5), unreadable);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        return serialize(topic, new RecordHeaders(), value);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T value) {
        byte @Nullable [] plain =
                value == null ? null : Values.configured(inner).serialize(topic, headers, value);
        if (plain == null) {
            return null;
        }
        byte[] where = scope.replace(Wiring.TOPIC, topic).getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(Values.configured(key));
            mac.update(LABEL);
            mac.update(ByteBuffer.allocate(2).putShort((short) where.length).flip());
            mac.update(where);
            return mac.doFinal(plain);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        if (inner != null) {
            inner.close();
        }
        key = null;
    }
}

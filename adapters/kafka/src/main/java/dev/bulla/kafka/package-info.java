// SPDX-License-Identifier: Apache-2.0

/**
 * Seals and opens where Kafka clients serialize: {@link dev.bulla.kafka.BullaSerializer}, {@link dev.bulla.kafka.BullaDeserializer} and what is made
 * of them are configured by {@link dev.bulla.kafka.BullaProperties} alone. {@link dev.bulla.kafka.KafkaCarrier} carries sealed bytes like every
 * other carrier. Knows {@code core}, {@code carrier}, the front door and the Kafka client; no other adapter. Everything security needs is in the
 * bytes: headers are hints.
 */
@NullMarked
package dev.bulla.kafka;

import org.jspecify.annotations.NullMarked;

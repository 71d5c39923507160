// SPDX-License-Identifier: Apache-2.0

/**
 * Carries sealed envelopes over MQTT 5: {@link dev.bulla.mqtt.MqttCarrier} sends and receives bytes at least once and keeps aside what
 * nobody can handle. Knows {@code core}, {@code vault} and the one MQTT client library; no other adapter.
 * Everything security needs is in the bytes: headers are hints.
 */
@NullMarked
package dev.bulla.mqtt;

import org.jspecify.annotations.NullMarked;

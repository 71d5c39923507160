// SPDX-License-Identifier: Apache-2.0

/**
 * Carries sealed envelopes over AMQP: {@link dev.bulla.amqp.AmqpCarrier} speaks 0-9-1 (RabbitMQ) or 1.0 (Artemis, Qpid, RabbitMQ 4), whichever
 * the broker does. Knows {@code core}, {@code carrier} and one client library for each; no other adapter.
 * Everything security needs is in the bytes: properties are hints.
 */
@NullMarked
package dev.bulla.amqp;

import org.jspecify.annotations.NullMarked;

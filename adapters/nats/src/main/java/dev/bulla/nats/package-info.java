// SPDX-License-Identifier: Apache-2.0

/**
 * Carries sealed envelopes over NATS: {@link dev.bulla.nats.NatsCarrier} sends and receives bytes, kept by JetStream where a stream captures
 * the subject. Knows {@code core}, {@code carrier} and the one NATS client library; no other adapter. Everything security needs is in the bytes:
 * headers and subjects are hints.
 */
@NullMarked
package dev.bulla.nats;

import org.jspecify.annotations.NullMarked;

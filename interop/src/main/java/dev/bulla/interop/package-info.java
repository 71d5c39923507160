// SPDX-License-Identifier: Apache-2.0

/**
 * The formats others speak: keys, boxes, credentials and contexts of NATS ({@code spec/nkeys.md}).
 * Decides nothing about trust, opens no connection and holds no identity's keys. Randomness comes in from outside; only {@link
 * dev.bulla.interop.NatsContexts} reads files.
 */
@NullMarked
package dev.bulla.interop;

import org.jspecify.annotations.NullMarked;

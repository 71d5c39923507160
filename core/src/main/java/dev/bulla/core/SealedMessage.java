// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Optional;

/**
 * A sealed message.
 *
 * @param envelope its bytes; empty when they went into a stream
 * @param epochId the epoch it belongs to, 32 bytes
 * @param epochObject what receivers must be able to fetch by the epoch id when the message names its epoch instead of carrying it
 * @param digest the message's name, D; empty in {@link Proof#PAIRWISE}, where {@link Inspection} computes it on demand
 */
public record SealedMessage(Bytes envelope, Bytes epochId, Optional<Bytes> epochObject, Optional<Bytes> digest) {}

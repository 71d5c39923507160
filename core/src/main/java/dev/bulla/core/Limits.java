// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;

/** The limits of {@code spec/envelope.md} §9 and §11, in one place. */
final class Limits {
    static final Duration SKEW = Duration.ofSeconds(60);
    static final long SKEW_MILLIS = SKEW.toMillis();
    static final long EPOCH_MILLIS = 600_000;
    static final Duration LEASE = Duration.ofMinutes(5);
    static final Duration LONGEST_LIFE = Duration.ofHours(24);

    static final int CORE_BYTES = 1 << 21;
    static final int SLOTS = 1024;
    static final int HIDDEN_SLOTS = 16;
    static final int HIDDEN_KEYS = 4;
    static final int COMPARTMENTS = 64;
    static final int COUNTERS = 1 << 20;
    static final int PARTS = 256;
    static final int HEADER_BYTES = 1 << 16;
    static final int ATTRIBUTES = 64;
    static final int PROOF_BYTES = 4096;
    static final int BATCH = 1 << 16;
    static final long MESSAGE_BYTES = 1L << 40;
    static final int MEMORY_BYTES = 1 << 26;

    static final int TAG_BYTES = 16;
    static final int SEGMENT_PLAIN_BYTES = 1 << 16;
    static final int SEGMENT_BYTES = SEGMENT_PLAIN_BYTES + TAG_BYTES;
    static final int HASH_BYTES = 32;
    static final int RANDOM_BYTES = 16;
    static final int WHO_BYTES = 53;

    private Limits() {}
}

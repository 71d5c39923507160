// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that nobody else may see. Compares in constant time, prints only its size, and forgets its content when closed.
 *
 * <p>Safe for use by many threads. Reading a closed secret throws {@link IllegalStateException}.
 */
public final class Secret implements AutoCloseable {
    private final byte[] value;
    private volatile boolean closed;

    private Secret(byte[] value) {
        this.value = value;
    }

    /** A copy of {@code value}; the caller wipes its own array. */
    public static Secret of(byte[] value) {
        return new Secret(value.clone());
    }

    /** Takes the array without a copy: only for arrays that nobody else holds. */
    static Secret owned(byte[] value) {
        return new Secret(value);
    }

    /** {@code size} fresh random bytes. */
    public static Secret generate(int size, Randomness randomness) {
        byte[] value = new byte[size];
        randomness.fill(value);
        return new Secret(value);
    }

    /** How many bytes there are. */
    public int size() {
        return value.length;
    }

    /** A copy, which the caller wipes after use. This is the one way out: a review searches for its callers. */
    public byte[] expose() {
        if (closed) {
            throw new IllegalStateException("this secret was closed");
        }
        return value.clone();
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
    }

    @Override
    public int hashCode() {
        return value.length;
    }

    @Override
    public String toString() {
        return "Secret(" + value.length + " bytes)";
    }
}

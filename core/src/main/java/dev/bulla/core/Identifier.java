// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import org.jspecify.annotations.Nullable;

/**
 * The name of an identity that nobody can take: the hash of its first statement ({@code spec/identity.md} §2). 32 bytes.
 *
 * @param value the 32 bytes
 */
public record Identifier(Bytes value) implements Comparable<Identifier> {
    /** The size of an identifier in bytes. */
    public static final int BYTES = 32;

    /** Checks the size. */
    public Identifier {
        if (value.size() != BYTES) {
            throw new IllegalArgumentException("an identifier is " + BYTES + " bytes, not " + value.size());
        }
    }

    /**
     * Reads the 64 hexadecimal digits {@link #toString()} writes.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Identifier parse(String hex) {
        return new Identifier(Bytes.parseHex(hex));
    }

    static Identifier owned(byte[] value) {
        return new Identifier(Bytes.owned(value));
    }

    /** The first eight digits, for people; never for a decision. */
    public String brief() {
        return toString().substring(0, 8);
    }

    @Override
    public int compareTo(Identifier other) {
        return java.util.Arrays.compareUnsigned(value.raw(), other.value.raw());
    }

    /** By hand, like {@link #hashCode}: the method a record gets is made at run time, which a short command waits for. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identifier that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.hex();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that never change. Compares in constant time for equal lengths. Not for secrets: {@link Secret} is.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Bytes {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** A copy of {@code value}. */
    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    /** A copy of {@code length} bytes of {@code value} from {@code offset}. */
    public static Bytes of(byte[] value, int offset, int length) {
        return new Bytes(Arrays.copyOfRange(value, offset, offset + length));
    }

    /** The text in UTF-8. */
    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The bytes a hexadecimal text stands for.
     *
     * @throws IllegalArgumentException when it is not hexadecimal
     */
    public static Bytes parseHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    /** Takes the array without a copy: only for arrays that nobody else holds. */
    static Bytes owned(byte[] value) {
        return new Bytes(value);
    }

    /** The array itself: only for reading, and never handed on. */
    byte[] raw() {
        return value;
    }

    /** How many bytes there are. */
    public int size() {
        return value.length;
    }

    /** The byte at {@code index}. */
    public byte at(int index) {
        return value[index];
    }

    /** A copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /** A read-only view. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(value).asReadOnlyBuffer();
    }

    /** A stream over the bytes. */
    public InputStream stream() {
        return new ByteArrayInputStream(value);
    }

    /** Lower-case hexadecimal. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /** Whether the bytes are well-formed UTF-8. */
    public boolean isText() {
        return decoded() != null;
    }

    /**
     * The bytes as UTF-8 text.
     *
     * @throws IllegalStateException when they are not well-formed UTF-8; ask {@link #isText()} first
     */
    public String text() {
        CharBuffer text = decoded();
        if (text == null) {
            throw new IllegalStateException("these bytes are not UTF-8 text");
        }
        return text.toString();
    }

    private @Nullable CharBuffer decoded() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes bytes && MessageDigest.isEqual(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** The size, never the content. */
    @Override
    public String toString() {
        return "Bytes(" + value.length + ")";
    }
}

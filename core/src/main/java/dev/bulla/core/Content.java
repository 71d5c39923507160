// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** What a part is made of: bytes in memory, or a stream that is read once. */
public sealed interface Content {
    /**
     * Bytes in memory.
     *
     * @param bytes the content
     */
    record InMemory(Bytes bytes) implements Content {}

    /**
     * A stream, opened when its turn comes and closed after.
     *
     * @param source opens it
     * @param length in bytes; empty when nobody knows it in advance
     */
    record Streamed(Source source, OptionalLong length) implements Content {}

    /** Opens a stream. */
    @FunctionalInterface
    interface Source {
        /** A stream from the first byte on. */
        InputStream open() throws IOException;
    }

    /** Bytes in memory. */
    static Content of(Bytes bytes) {
        return new InMemory(bytes);
    }

    /** Text, as UTF-8. */
    static Content of(String text) {
        return new InMemory(Bytes.utf8(text));
    }

    /** A stream of known length. */
    static Content of(Source source, long length) {
        return new Streamed(source, OptionalLong.of(length));
    }

    /** A stream whose length nobody knows in advance. */
    static Content of(Source source) {
        return new Streamed(source, OptionalLong.empty());
    }
}

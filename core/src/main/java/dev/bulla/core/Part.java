// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Function;

/** One part of an opened message: readable, or meant for others. */
public sealed interface Part {
    /** Its name. */
    String name();

    /** Handles both cases. */
    default <R> R fold(Function<Readable, R> readable, Function<Withheld, R> withheld) {
        if (this instanceof Readable here) {
            return readable.apply(here);
        }
        return withheld.apply((Withheld) this);
    }

    /**
     * A part that is meant for others.
     *
     * @param name its name
     * @param sealedBytes the size of its ciphertext
     */
    record Withheld(String name, long sealedBytes) implements Part {}

    /** A part that can be read. */
    @SuppressWarnings("JavaLangClash") // the opposite of withheld; nobody imports the other one
    non-sealed interface Readable extends Part {
        /** What its content is; may be empty. */
        String mediaType();

        /** Its size in bytes; empty when the sender did not know it in advance and it is read from a stream. */
        OptionalLong length();

        /**
         * Its whole content in memory.
         *
         * @throws ProblemException with {@link Problem#LIMIT_EXCEEDED} when it is larger than the receiver's limit for memory
         */
        Bytes bytes();

        /**
         * Its content as a stream; every call opens another. Reading throws {@link ProblemException} when the input changed since the proof was
         * checked, or the sender sealed what is not well formed: then what was read before counts for nothing.
         */
        InputStream stream();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Set;

/**
 * One named part of a message to be sealed.
 *
 * @param name 1 to 128 letters, digits, {@code . _ -}, not beginning with a full stop
 * @param content what it is made of
 * @param mediaType what its content is; may be empty
 * @param readers the recipients that may read it; empty means all
 * @param compressed whether to compress it: the size then tells something of the content, so never together with what an attacker chose
 * @param padded whether to hide its exact size, for at most 12 percent more bytes
 */
public record Piece(
        String name, Content content, String mediaType, Set<String> readers, boolean compressed, boolean padded) {
    /** Checks the name and the media type. */
    public Piece {
        if (!Names.token(name)) {
            throw new IllegalArgumentException(
                    "a part's name is 1 to 128 of a to z, A to Z, 0 to 9, '.', '_' and '-', and does not begin with '.'");
        }
        if (!Names.upTo128(mediaType)) {
            throw new IllegalArgumentException("a media type is at most 128 bytes without control characters");
        }
        readers = Set.copyOf(readers);
    }

    /** A part for all recipients. */
    public static Piece of(String name, Content content) {
        return new Piece(name, content, "", Set.of(), false, false);
    }

    /** The same, for these recipients only. */
    public Piece onlyFor(String... who) {
        return new Piece(name, content, mediaType, Set.of(who), compressed, padded);
    }

    /** The same, with a media type. */
    public Piece ofType(String type) {
        return new Piece(name, content, type, readers, compressed, padded);
    }

    /** The same, compressed. */
    public Piece compress() {
        return new Piece(name, content, mediaType, readers, true, padded);
    }

    /** The same, padded. */
    public Piece pad() {
        return new Piece(name, content, mediaType, readers, compressed, true);
    }
}

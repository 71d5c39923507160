// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One decoded CBOR item (envelope.md §1) with the bytes it was decoded from. The accessors state what the CDDL of the
 * specification expects at a place; anything else there is MALFORMED.
 */
final class Item {
    enum Kind {
        UNSIGNED,
        NEGATIVE,
        BYTES,
        TEXT,
        ARRAY,
        MAP,
        TAG,
        NULL
    }

    private final Kind kind;
    private final BigInteger number;
    private final byte[] string;
    private final List<Item> children;
    private final byte[] encoding;

    Item(Kind kind, BigInteger number, byte[] string, List<Item> children, byte[] encoding) {
        this.kind = kind;
        this.number = number;
        this.string = string;
        this.children = children;
        this.encoding = encoding;
    }

    Kind kind() {
        return kind;
    }

    byte[] encoding() {
        return encoding;
    }

    boolean isNull() {
        return kind == Kind.NULL;
    }

    boolean isBytes() {
        return kind == Kind.BYTES;
    }

    /** An unsigned integer of any size CBOR has. */
    BigInteger unsigned() throws Refused {
        expect(Kind.UNSIGNED);
        return number;
    }

    /** Milliseconds, at most {@link Notation#LATEST}. */
    BigInteger time() throws Refused {
        if (unsigned().compareTo(Notation.LATEST) > 0) {
            throw Refused.malformed("a time beyond the year 9999");
        }
        return number;
    }

    /** An unsigned integer in a range. */
    int unsigned(int least, int most) throws Refused {
        BigInteger value = unsigned();
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw Refused.malformed(value + " is not in " + least + ".." + most);
        }
        return value.intValueExact();
    }

    /** An integer of either sign that must fit in 32 bits: an identifier of an algorithm. */
    int integer() throws Refused {
        if ((kind != Kind.UNSIGNED && kind != Kind.NEGATIVE) || number.bitLength() > 31) {
            throw Refused.malformed("an identifier of an algorithm expected");
        }
        return number.intValueExact();
    }

    byte[] bytes(int least, int most) throws Refused {
        expect(Kind.BYTES);
        if (string.length < least || string.length > most) {
            throw Refused.malformed("a byte string of " + string.length + " bytes, not " + least + ".." + most);
        }
        return string;
    }

    byte[] bytes(int size) throws Refused {
        return bytes(size, size);
    }

    /** Any text of at most this many bytes of UTF-8. */
    String text(int most) throws Refused {
        expect(Kind.TEXT);
        if (string.length > most) {
            throw Refused.malformed("a text of " + string.length + " bytes, not 0.." + most);
        }
        return new String(string, StandardCharsets.UTF_8);
    }

    /** A text of a size in bytes, without the control characters U+0000..001F and U+007F..009F (§6). */
    String plainText(int least, int most) throws Refused {
        String text = text(most);
        if (string.length < least) {
            throw Refused.malformed("a text of " + string.length + " bytes, not " + least + ".." + most);
        }
        if (text.codePoints().anyMatch(c -> c <= 0x1f || (c >= 0x7f && c <= 0x9f))) {
            throw Refused.malformed("a control character");
        }
        return text;
    }

    /** A text of bytes 0x20..0x7e. */
    String printable(int least, int most) throws Refused {
        String text = plainText(least, most);
        if (text.codePoints().anyMatch(c -> c > 0x7e)) {
            throw Refused.malformed("not printable ASCII");
        }
        return text;
    }

    /** A token (§6). */
    String token() throws Refused {
        String text = text(128);
        boolean letters = text.chars().allMatch(Item::isTokenLetter);
        if (text.isEmpty() || !letters || text.charAt(0) == '.') {
            throw Refused.malformed("not a token");
        }
        return text;
    }

    private static boolean isTokenLetter(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }

    List<Item> array() throws Refused {
        expect(Kind.ARRAY);
        return children;
    }

    List<Item> array(int size) throws Refused {
        return array(size, size);
    }

    List<Item> array(int least, int most) throws Refused {
        List<Item> items = array();
        if (items.size() < least || items.size() > most) {
            throw Refused.malformed("an array of " + items.size() + ", not " + least + ".." + most);
        }
        return items;
    }

    /** Key, value, key, value in the order of the encoding. */
    List<Item> map() throws Refused {
        expect(Kind.MAP);
        return children;
    }

    Item tagged(long tag) throws Refused {
        expect(Kind.TAG);
        if (!number.equals(BigInteger.valueOf(tag))) {
            throw Refused.malformed("tag " + number);
        }
        return children.get(0);
    }

    private void expect(Kind expected) throws Refused {
        if (kind != expected) {
            throw Refused.malformed(expected + " expected, found " + kind);
        }
    }
}

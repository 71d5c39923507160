// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The deterministic subset of CBOR that envelope.md §1 allows; everything else is MALFORMED. Tags are accepted around
 * a whole item only: nothing in the specification has one inside.
 */
final class StrictCbor {
    static final long ENVELOPE_TAG = 1651862625L;
    static final long CARD_TAG = 1651862627L;
    private static final int DEEPEST = 4;

    private final byte[] in;
    private int position;

    StrictCbor(byte[] in) {
        this.in = in;
    }

    /** The one item these bytes are. */
    static Item only(byte[] bytes) throws Refused {
        StrictCbor reader = new StrictCbor(bytes);
        Item item = reader.next();
        if (!reader.atEnd()) {
            throw Refused.malformed("bytes left over");
        }
        return item;
    }

    boolean atEnd() {
        return position == in.length;
    }

    int position() {
        return position;
    }

    /** The next item of a sequence (RFC 8742). */
    Item next() throws Refused {
        return item(0, true);
    }

    private Item item(int depth, boolean tagAllowed) throws Refused {
        int start = position;
        int first = octet();
        int major = first >> 5;
        if (major == 7) {
            if (first != 0xf6) {
                throw Refused.malformed("a simple value or float");
            }
            return build(Item.Kind.NULL, start, BigInteger.ZERO, new byte[0], List.of());
        }
        long argument = argument(first & 0x1f);
        BigInteger number = new BigInteger(Long.toUnsignedString(argument));
        byte[] none = {};
        return switch (major) {
            case 0 -> build(Item.Kind.UNSIGNED, start, number, none, List.of());
            case 1 -> build(Item.Kind.NEGATIVE, start, number.not(), none, List.of());
            case 2 -> build(Item.Kind.BYTES, start, number, take(argument), List.of());
            case 3 -> build(Item.Kind.TEXT, start, number, utf8(take(argument)), List.of());
            case 4 -> build(Item.Kind.ARRAY, start, number, none, array(count(argument, 1), depth + 1));
            case 5 -> build(Item.Kind.MAP, start, number, none, map(count(argument, 2), depth + 1));
            default -> {
                if (!tagAllowed || (argument != ENVELOPE_TAG && argument != CARD_TAG)) {
                    throw Refused.malformed("a tag that is not named, or not outermost");
                }
                List<Item> content = List.of(item(depth, false));
                yield build(Item.Kind.TAG, start, number, none, content);
            }
        };
    }

    private Item build(Item.Kind kind, int start, BigInteger number, byte[] string, List<Item> children) {
        return new Item(kind, number, string, children, Arrays.copyOfRange(in, start, position));
    }

    private List<Item> array(int count, int depth) throws Refused {
        checkDepth(depth);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item(depth, false));
        }
        return items;
    }

    private List<Item> map(int count, int depth) throws Refused {
        checkDepth(depth);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Item key = item(depth, false);
            if (i > 0 && Arrays.compareUnsigned(items.get(2 * i - 2).encoding(), key.encoding()) >= 0) {
                throw Refused.malformed("keys of a map twice or out of order");
            }
            items.add(key);
            items.add(item(depth, false));
        }
        return items;
    }

    private static void checkDepth(int depth) throws Refused {
        if (depth > DEEPEST) {
            throw Refused.malformed("nested deeper than " + DEEPEST);
        }
    }

    private long argument(int additional) throws Refused {
        if (additional < 24) {
            return additional;
        }
        if (additional > 27) {
            throw Refused.malformed("an indefinite or reserved length");
        }
        int width = 1 << (additional - 24);
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | octet();
        }
        long least = width == 1 ? 24 : 1L << (4 * width);
        if (Long.compareUnsigned(value, least) < 0) {
            throw Refused.malformed("a head that is not the shortest");
        }
        return value;
    }

    private int count(long argument, int bytesEach) throws Refused {
        if (argument < 0 || argument > (in.length - position) / bytesEach) {
            throw Refused.malformed("more items than bytes");
        }
        return (int) argument;
    }

    private byte[] take(long length) throws Refused {
        if (length < 0 || length > in.length - position) {
            throw Refused.malformed("cut short");
        }
        position += (int) length;
        return Arrays.copyOfRange(in, position - (int) length, position);
    }

    private int octet() throws Refused {
        if (atEnd()) {
            throw Refused.malformed("cut short");
        }
        return in[position++] & 0xff;
    }

    private static byte[] utf8(byte[] text) throws Refused {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return text;
        } catch (CharacterCodingException e) {
            throw Refused.malformed("not UTF-8");
        }
    }
}

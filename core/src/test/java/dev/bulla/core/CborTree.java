// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * CBOR as a tree that tests may change before it is written: numbers, byte arrays, strings, lists, maps, {@link #NULL},
 * and bytes as they are for what no honest encoder writes.
 */
final class CborTree {
    /** The null of CBOR. */
    static final Object NULL = new Raw(new byte[] {(byte) 0xf6});

    private CborTree() {}

    /** Bytes that stand for themselves, well-formed or not. */
    record Raw(byte[] bytes) {}

    /** A tag around something. */
    record Tagged(long number, Object content) {}

    /** Bytes from hexadecimal. */
    static Raw raw(String hex) {
        return new Raw(ProviderSets.hex(hex.replace(" ", "")));
    }

    /** A list that may be changed. */
    static List<Object> list(Object... items) {
        return new ArrayList<>(Arrays.asList(items));
    }

    /** A map in the order of its keys' encodings, whatever is put into it. */
    static Map<Object, Object> map() {
        return new TreeMap<>(Comparator.comparing(CborTree::encode, Arrays::compareUnsigned));
    }

    static byte[] encode(Object item) {
        CborWriter out = new CborWriter(256);
        write(out, item);
        return out.toArray();
    }

    private static void write(CborWriter out, Object item) {
        if (item instanceof Number number) {
            out.integer(number.longValue());
        } else if (item instanceof byte[] bytes) {
            out.bytes(bytes);
        } else if (item instanceof String text) {
            out.text(text);
        } else if (item instanceof List<?> items) {
            out.array(items.size());
            items.forEach(each -> write(out, each));
        } else if (item instanceof Map<?, ?> entries) {
            out.map(entries.size());
            entries.forEach((key, value) -> {
                write(out, key);
                write(out, value);
            });
        } else if (item instanceof Tagged tagged) {
            out.tag(tagged.number());
            write(out, tagged.content());
        } else {
            byte[] bytes = ((Raw) item).bytes();
            out.raw(bytes, 0, bytes.length);
        }
    }
}

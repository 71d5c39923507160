// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Headers that are proven and yet not what {@code spec/envelope.md} §6 allows, and contexts (steps 11 and 12). */
final class InvalidHeaderCases {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private InvalidHeaderCases() {}

    static void add(VectorCases cases) {
        keys(cases);
        encodings(cases);
        texts(cases);
        tables(cases);
        attributes(cases);
        traces(cases);
        addressees(cases);
        cases.refused("context-unexpected", "§8", "WRONG_CONTEXT", "a context where none is expected", c -> {
            c.forge.header.put(3, "orders");
        });
        cases.refused("context-missing", "§8", "WRONG_CONTEXT", "no context where one is expected", c -> {
            c.given("context", "orders");
        });
        cases.refused("context-other-normal-form", "§1", "WRONG_CONTEXT", "é as two code points", c -> {
            c.forge.header.put(3, "cafe\u0301");
            c.given("context", "caf\u00e9");
        });
        cases.notAuthentic("header-other-key", "§8", "a header that was never encrypted, proven all the same", c -> {
            c.forge.message = message -> message.set(3, new byte[64]);
        });
    }

    private static void header(VectorCases cases, String name, String comment, Consumer<Map<Object, Object>> change) {
        cases.malformed(name, "§6", comment, c -> change.accept(c.forge.header));
    }

    private static void text(
            VectorCases cases, String name, String section, String comment, UnaryOperator<byte[]> change) {
        cases.malformed(name, section, comment, c -> c.forge.headerPlaintext = change);
    }

    private static void keys(VectorCases cases) {
        header(cases, "header-critical-11", "key 11", header -> header.put(11, 1));
        header(cases, "header-critical-0", "key 0", header -> header.put(0, 1));
        header(
                cases,
                "header-critical-large",
                "key 2^64 - 1",
                header -> header.put(CborTree.raw("1b ffffffffffffffff"), 1));
        header(cases, "header-key-text", "a key of text", header -> header.put("context", "orders"));
        header(cases, "header-created-text", "created as text", header -> header.put(1, "now"));
        header(cases, "header-created-year-10000", "created beyond the year 9999", header -> {
            header.put(1, 253_402_300_800_000L);
        });
        header(cases, "header-expires-year-10000", "expires beyond the year 9999", header -> {
            header.put(2, 253_402_300_800_000L);
        });
        header(cases, "header-expires-null", "expires null", header -> header.put(2, CborTree.NULL));
        header(cases, "header-correlation-short", "a correlation of 31 bytes", header -> header.put(7, new byte[31]));
        text(cases, "header-without-created", "§6", "no created", plain -> without(plain, 9 + 1));
        text(cases, "header-without-parts", "§6", "no part table", plain -> {
            return CborTree.encode(Collections.singletonMap(1, EnvelopeForge.NOW));
        });
    }

    /** The header without its first entry. */
    private static byte[] without(byte[] plain, int bytes) {
        byte[] rest = Arrays.copyOfRange(plain, bytes, plain.length);
        rest[0] = (byte) (plain[0] - 1);
        return rest;
    }

    private static void encodings(VectorCases cases) {
        text(cases, "header-array", "§6", "an array", plain -> CborTree.encode(CborTree.list(1, 2)));
        text(cases, "header-trailing", "§6", "a byte behind the map", plain -> Framing.join(plain, new byte[1]));
        text(cases, "header-cut", "§6", "the last byte is missing", plain -> Arrays.copyOf(plain, plain.length - 1));
        text(cases, "header-key-twice", "§1", "created twice", plain -> {
            byte[] entry = Arrays.copyOfRange(plain, 1, 11);
            byte[] head = {(byte) (plain[0] + 1)};
            return Framing.join(head, entry, Arrays.copyOfRange(plain, 1, plain.length));
        });
        text(cases, "header-keys-descend", "§1", "the part table before created", plain -> {
            byte[] entry = Arrays.copyOfRange(plain, 1, 11);
            return Framing.join(Arrays.copyOf(plain, 1), Arrays.copyOfRange(plain, 11, plain.length), entry);
        });
        unknown(cases, "header-unknown-tag", "a tag inside", new CborTree.Tagged(0, "2026-01-01"));
        unknown(cases, "header-unknown-float", "a float", CborTree.raw("f9 3c00"));
        unknown(cases, "header-unknown-not-shortest", "an integer that is not the shortest", CborTree.raw("18 17"));
        unknown(cases, "header-unknown-indefinite", "an array of indefinite length", CborTree.raw("9f ff"));
        unknown(cases, "header-unknown-not-utf8", "text that is not UTF-8", CborTree.raw("62 c328"));
        unknown(cases, "header-unknown-surrogate", "text with half a surrogate pair", CborTree.raw("63 eda080"));
        unknown(cases, "header-unknown-map-order", "a map whose keys descend", CborTree.raw("a2 02 00 01 00"));
        unknown(cases, "header-unknown-map-twice", "a map with a key twice", CborTree.raw("a2 01 00 01 00"));
        unknown(cases, "header-unknown-too-deep", "five arrays and maps deep", CborTree.raw("81 81 81 80"));
        unknown(
                cases,
                "header-unknown-endless",
                "an array that says it has 2^32 items",
                CborTree.raw("9b 0000000100000000"));
    }

    private static void unknown(VectorCases cases, String name, String comment, Object value) {
        cases.malformed(name, "§1", comment, c -> c.forge.header.put(-1, value));
    }

    private static void texts(VectorCases cases) {
        header(cases, "context-empty", "a context that is present and empty", header -> header.put(3, ""));
        header(cases, "context-long", "a context of 129 bytes", header -> header.put(3, "x".repeat(129)));
        header(
                cases,
                "context-long-bytes",
                "a context of 65 characters and 130 bytes",
                header -> header.put(3, "é".repeat(65)));
        header(cases, "context-control", "U+0085 in the context", header -> header.put(3, "a\u0085b"));
        header(cases, "context-newline", "a line feed in the context", header -> header.put(3, "a\nb"));
        header(
                cases,
                "context-bytes",
                "the context as bytes",
                header -> header.put(3, "orders".getBytes(StandardCharsets.UTF_8)));
        header(cases, "context-not-utf8", "an overlong encoding", header -> header.put(3, CborTree.raw("62 c0af")));
        header(cases, "content-type-delete", "U+007F in the content type", header -> header.put(4, "a\u007f"));
        header(cases, "reply-context-empty", "a reply context that is empty", header -> header.put(8, ""));
    }

    private static void tables(VectorCases cases) {
        cases.malformed("part-name-twice", "§6", "two parts of one name", c -> {
            c.forge.part("body", "one");
            c.forge.part("body", "two");
        });
        for (String name : List.of("", ".body", "a/b", "pièce", "a b", "n".repeat(129))) {
            int number = List.of("", ".body", "a/b", "pièce", "a b").indexOf(name);
            cases.malformed(
                    "part-name-" + (number < 0 ? 5 : number), "§6", "not a token", c -> c.forge.part(name, "x"));
        }
        cases.malformed(
                "part-compartment",
                "§6",
                "compartment 1 of 1",
                c -> c.forge.part("body", "x").in(1));
        header(cases, "part-table-empty", "an empty part table", header -> header.put(5, CborTree.list()));
        header(cases, "part-table-longer", "two rows for one part", header -> {
            header.put(5, CborTree.list(CborTree.list("body", 0), CborTree.list("note", 0)));
        });
        header(cases, "part-row-of-three", "a row of three", header -> {
            header.put(5, CborTree.list(CborTree.list("body", 0, 0)));
        });
        cases.malformed("part-table-shorter", "§6", "one row for two parts", c -> {
            c.forge.part("body", "x");
            c.forge.part("note", "y");
            c.forge.header.put(5, CborTree.list(CborTree.list("body", 0)));
        });
        cases.refused("part-table-257", "§11", "LIMIT_EXCEEDED", "257 rows", c -> {
            List<Object> rows = CborTree.list();
            for (int i = 0; i < 257; i++) {
                rows.add(CborTree.list("p" + i, 0));
            }
            c.forge.header.put(5, rows);
        });
    }

    private static void attributes(VectorCases cases) {
        attribute(cases, "attribute-name-empty", "a name that is empty", Map.of("", "x"));
        attribute(cases, "attribute-name", "a name with a colon", Map.of("a:b", "x"));
        attribute(cases, "attribute-name-long", "a name of 129 bytes", Map.of("n".repeat(129), "x"));
        attribute(cases, "attribute-control", "a value with an escape", Map.of("a", "\u001b[31m"));
        attribute(cases, "attribute-number", "a value that is a number", Map.of("a", 1));
        attribute(cases, "attributes-none", "no attributes", Map.of());
        attribute(cases, "attributes-order", "attributes not in order", CborTree.raw("a2 6162 60 6161 60"));
        attribute(cases, "attributes-twice", "an attribute twice", CborTree.raw("a2 6161 60 6161 60"));
        cases.refused("attributes-65", "§11", "LIMIT_EXCEEDED", "65 attributes", c -> {
            Map<Object, Object> attributes = CborTree.map();
            for (int i = 0; i < 65; i++) {
                attributes.put("a" + i, "");
            }
            c.forge.header.put(6, attributes);
        });
    }

    private static void attribute(VectorCases cases, String name, String comment, Object value) {
        header(cases, name, comment, header -> header.put(6, value));
    }

    private static void traces(VectorCases cases) {
        trace(cases, "trace-parent-short", "a traceparent of 54 bytes", PARENT.substring(1), "");
        trace(cases, "trace-parent-long", "a traceparent of 56 bytes", PARENT + "x", "");
        trace(cases, "trace-parent-newline", "a line feed in the traceparent", PARENT.replace("-01", "\n01"), "");
        trace(
                cases,
                "trace-parent-not-ascii",
                "a traceparent of 55 bytes, one not ASCII",
                PARENT.replace("-01", "é1"),
                "");
        trace(cases, "trace-state-long", "a tracestate of 513 bytes", PARENT, "x".repeat(513));
        trace(cases, "trace-state-tab", "a tab in the tracestate", PARENT, "a\tb");
        header(cases, "trace-of-one", "a trace without state", header -> header.put(9, CborTree.list(PARENT)));
    }

    private static void trace(VectorCases cases, String name, String comment, String parent, String state) {
        header(cases, name, comment, header -> header.put(9, CborTree.list(parent, state)));
    }

    private static void addressees(VectorCases cases) {
        cases.refused("not-addressed", "§8", "NOT_ADDRESSED", "the list has carol in bob's place", c -> {
            c.forge.header.put(10, CborTree.list(c.person("carol").identifier()));
        });
        cases.malformed("addressees-fewer", "§6", "one addressee for two slots", c -> {
            c.between(Suite.HYBRID, "alice", "bob", "carol");
            c.forge.header.put(10, CborTree.list(c.person("bob").identifier()));
        });
        cases.malformed("addressees-descend", "§6", "addressees in descending order", c -> {
            c.between(Suite.HYBRID, "alice", "bob", "carol");
            List<Object> both = CborTree.list(
                    c.person("bob").identifier(), c.person("carol").identifier());
            both.sort((a, b) -> Arrays.compareUnsigned((byte[]) b, (byte[]) a));
            c.forge.header.put(10, both);
        });
        cases.malformed("addressees-twice", "§6", "an addressee twice", c -> {
            c.between(Suite.HYBRID, "alice", "bob", "carol");
            byte[] bob = c.person("bob").identifier();
            c.forge.header.put(10, CborTree.list(bob, bob));
        });
        header(cases, "addressees-none", "an empty list of addressees", header -> header.put(10, CborTree.list()));
        header(
                cases,
                "addressee-short",
                "an addressee of 31 bytes",
                header -> header.put(10, CborTree.list(new byte[31])));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Bytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A strict reader of one JSON object (RFC 8259; {@code spec/nkeys.md} §7): UTF-8, no member twice, nothing after it, depth 32 at most. Objects become
 * maps in their order, arrays lists, whole numbers {@link Long}, other numbers {@link BigDecimal}, null {@link Absent}. Not for many threads.
 */
final class JsonReader {
    private static final int MOST_DEPTH = 32;
    private static final int MOST_DIGITS = 64;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** What stands for null. */
    enum Absent {
        /** The only one. */
        NULL
    }

    /** The object, or empty when these bytes are none. */
    static Optional<Map<String, Object>> object(byte[] json) {
        Bytes bytes = Bytes.of(json);
        if (!bytes.isText()) {
            return Optional.empty();
        }
        JsonReader reader = new JsonReader(bytes.text());
        try {
            reader.space();
            Map<String, Object> object = reader.object(1);
            reader.space();
            return reader.at == reader.text.length() ? Optional.of(object) : Optional.empty();
        } catch (NotJson refused) {
            return Optional.empty();
        }
    }

    private Object value(int depth) {
        return switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> list(depth + 1);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", Absent.NULL);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        begin('{', depth);
        Map<String, Object> members = new LinkedHashMap<>();
        if (!taken('}')) {
            do {
                space();
                String name = string();
                space();
                expect(':');
                space();
                if (members.put(name, value(depth)) != null) {
                    throw new NotJson();
                }
                space();
            } while (taken(','));
            expect('}');
        }
        return Collections.unmodifiableMap(members);
    }

    private List<Object> list(int depth) {
        begin('[', depth);
        List<Object> elements = new ArrayList<>();
        if (!taken(']')) {
            do {
                space();
                elements.add(value(depth));
                space();
            } while (taken(','));
            expect(']');
        }
        return Collections.unmodifiableList(elements);
    }

    private void begin(char bracket, int depth) {
        expect(bracket);
        if (depth > MOST_DEPTH) {
            throw new NotJson();
        }
        space();
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw new NotJson();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        String read = out.toString();
        for (int i = 0; i < read.length(); i++) {
            if (Character.isHighSurrogate(read.charAt(i))
                    && i + 1 < read.length()
                    && Character.isLowSurrogate(read.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(read.charAt(i))) {
                throw new NotJson();
            }
        }
        return read;
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    char digit = next();
                    int value = digit < 0x80 ? Character.digit(digit, 16) : -1;
                    if (value < 0) {
                        throw new NotJson();
                    }
                    code = code << 4 | value;
                }
                yield (char) code;
            }
            default -> throw new NotJson();
        };
    }

    private Object number() {
        int from = at;
        boolean whole = true;
        taken('-');
        if (!taken('0')) {
            digits();
        }
        if (taken('.')) {
            whole = false;
            digits();
        }
        if (taken('e') || taken('E')) {
            whole = false;
            if (!taken('+')) {
                taken('-');
            }
            digits();
        }
        String read = text.substring(from, at);
        if (read.length() > MOST_DIGITS) {
            throw new NotJson();
        }
        try {
            return whole && read.length() < 19 ? (Object) Long.valueOf(read) : new BigDecimal(read);
        } catch (NumberFormatException tooLarge) {
            throw new NotJson();
        }
    }

    private void digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw new NotJson();
        }
    }

    private <T> T word(String word, T value) {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return value;
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at == text.length()) {
            throw new NotJson();
        }
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private boolean taken(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        if (next() != c) {
            throw new NotJson();
        }
    }

    /** Ends the reading. */
    private static final class NotJson extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotJson() {
            super(null, null, false, false);
        }
    }
}

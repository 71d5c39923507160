// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;

/** What a name may look like: {@code token} and {@code text128} of {@code spec/envelope.md} §6. */
final class Names {
    static final int MOST_BYTES = 128;

    private Names() {}

    /** 1 to 128 letters, digits, {@code . _ -} of ASCII, not beginning with a full stop: safe as the name of a file. */
    static boolean token(String text) {
        if (text.isEmpty() || text.length() > MOST_BYTES || text.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** 1 to 128 bytes of UTF-8 without control characters. */
    static boolean text128(String text) {
        return !text.isEmpty() && upTo128(text);
    }

    /** The same, or empty. */
    static boolean upTo128(String text) {
        if (text.length() > MOST_BYTES) {
            return false;
        }
        return withoutControls(text)
                && (text.length() * 3 <= MOST_BYTES || text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES)
                && wellFormed(text);
    }

    /** Whether no character of the text controls anything. */
    static boolean withoutControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text has no half of a surrogate pair, so that UTF-8 can say it. */
    static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}

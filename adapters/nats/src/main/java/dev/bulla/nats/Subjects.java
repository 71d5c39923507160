// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import java.util.regex.Pattern;

/** Subjects and names as NATS has them; what is wrong with one is misuse. */
final class Subjects {
    private static final Pattern SUBJECT = Pattern.compile("[^.*>\\s\\p{Cntrl}]+(\\.[^.*>\\s\\p{Cntrl}]+)*");
    private static final Pattern FILTER = Pattern.compile("([^.\\s\\p{Cntrl}]+\\.)*[^.\\s\\p{Cntrl}]+");
    private static final Pattern NAME = Pattern.compile("[^.*>/\\\\\\s\\p{Cntrl}]{1,128}");

    private Subjects() {}

    /** A subject to publish on: no wildcards. */
    static String name(String text) {
        if (!SUBJECT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not a subject to publish on: words with dots between, without spaces, * and >");
        }
        return text;
    }

    /** A subject to receive from, or all that {@code *} and {@code >} match. */
    static String filter(String text) {
        if (!FILTER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a subject to receive from: words, * or > with dots between");
        }
        return text;
    }

    /** The name of a stream, a consumer or a group. */
    static String plain(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("a name of NATS has no dots, spaces, slashes, * or >");
        }
        return text;
    }
}

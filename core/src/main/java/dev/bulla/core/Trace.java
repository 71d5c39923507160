// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/**
 * Where a message stands in a distributed trace (W3C Trace Context), carried inside so that it survives carriers that drop headers.
 *
 * @param parent the header {@code traceparent}: 55 printable ASCII characters
 * @param state the header {@code tracestate}: at most 512, may be empty
 */
public record Trace(String parent, String state) {
    static final int PARENT_BYTES = 55;
    static final int MOST_STATE_BYTES = 512;

    /** Checks sizes and characters. */
    public Trace {
        if (parent.length() != PARENT_BYTES
                || state.length() > MOST_STATE_BYTES
                || !printable(parent)
                || !printable(state)) {
            throw new IllegalArgumentException("not a trace context");
        }
    }

    static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }
}

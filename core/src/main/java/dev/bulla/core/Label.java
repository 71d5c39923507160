// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;

/**
 * What a signature is about. It is part of the signed bytes, so a signature made for one purpose is worth nothing for another.
 * There is no way to sign without one.
 */
public enum Label {
    /** A message, a batch or an epoch ({@code spec/envelope.md} §7). */
    SIGNATURE("bulla/1 signature"),
    /** A statement of an identity ({@code spec/identity.md} §3). */
    STATEMENT("bulla/1 statement");

    @SuppressWarnings("ImmutableEnumChecker") // never written after construction, never handed out
    private final byte[] frame;

    Label(String text) {
        this.frame = Framing.label(text);
    }

    /** {@code L(label) | body}: the bytes a signature is made over. */
    byte[] frame(byte[] body) {
        return Framing.join(frame, body);
    }

    /** The label as it stands in the specification. */
    public String text() {
        return new String(frame, 0, frame.length - 1, StandardCharsets.US_ASCII);
    }
}

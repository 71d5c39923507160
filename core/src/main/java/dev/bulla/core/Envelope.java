// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

/** Constants of the envelope's bytes ({@code spec/envelope.md} §5). */
final class Envelope {
    /** The tag around the opening: the bytes {@code da 62 75 6c 61}. */
    static final long TAG = 0x62756c61;

    private Envelope() {}
}

// SPDX-License-Identifier: Apache-2.0
/**
 * A second reader of cards and envelopes, written from {@code spec/} alone: it shares no code with the library and
 * reads the same vectors, so that a misreading of the specification shows.
 */
@NullMarked
package dev.bulla.reader;

import org.jspecify.annotations.NullMarked;

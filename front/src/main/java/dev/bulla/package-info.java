// SPDX-License-Identifier: Apache-2.0

/**
 * The front door for applications: opens a home folder, wires the rooms, offers seal and open.
 * Knows {@code core} and {@code vault}.
 * Knows no broker, no socket and no terminal.
 */
@NullMarked
package dev.bulla;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code bulla} command: parse, call, print.
 * Knows every room and holds the product's only {@code main}.
 * The only room that talks to a person, and the only one that writes JSON.
 */
@NullMarked
package dev.bulla.cli;

import org.jspecify.annotations.NullMarked;

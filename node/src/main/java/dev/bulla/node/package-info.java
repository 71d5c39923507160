// SPDX-License-Identifier: Apache-2.0

/**
 * The daemon: transports, the embedded broker, console. Wiring, no cryptography of its own.
 * Knows every room but {@code cli}.
 * The only room that imports the broker.
 */
@NullMarked
package dev.bulla.node;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Keys, suites, identities, the envelope and its parts: bytes in, bytes out.
 * No files, sockets, threads, logging or JSON; clock and randomness come in from outside.
 * The only room that imports a cryptographic library.
 */
@NullMarked
package dev.bulla.core;

import org.jspecify.annotations.NullMarked;

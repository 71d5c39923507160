// SPDX-License-Identifier: Apache-2.0

/**
 * Benchmarks, with the peers beside us.
 * Knows every room and the libraries we compare with; nobody knows it.
 * Numbers belong in the docs with machine and command.
 */
@NullMarked
package dev.bulla.bench;

import org.jspecify.annotations.NullMarked;

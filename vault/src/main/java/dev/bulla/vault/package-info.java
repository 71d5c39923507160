// SPDX-License-Identifier: Apache-2.0

/**
 * Where secrets live: the home folder with its identities, control keys, pins and replay table.
 * Knows the keys of {@code core} and never sees an envelope.
 * A new key service is one class here.
 */
@NullMarked
package dev.bulla.vault;

import org.jspecify.annotations.NullMarked;

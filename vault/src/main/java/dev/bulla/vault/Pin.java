// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Card;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Somebody else's identity, bound to a name by a person ({@code spec/home.md} §6). Immutable.
 *
 * @param name what it is called here
 * @param card the newest card known here
 * @param forkedFrom the first statement number at which two different statements were seen, if that ever happened
 * @param pinned when the name was bound
 */
public record Pin(String name, Card card, OptionalInt forkedFrom, Instant pinned) {}

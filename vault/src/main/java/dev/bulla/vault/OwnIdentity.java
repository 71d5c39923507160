// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Card;
import java.util.SortedSet;

/**
 * An identity of this home, without its secrets. Immutable.
 *
 * @param name what it is called here
 * @param card its card
 * @param keysHeld the numbers of the statements whose keys are here; the others were destroyed
 * @param controlKeyInHome whether the key of the next statement is kept in the home
 */
public record OwnIdentity(String name, Card card, SortedSet<Integer> keysHeld, boolean controlKeyInHome) {}

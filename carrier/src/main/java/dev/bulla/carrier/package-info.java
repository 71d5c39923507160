// SPDX-License-Identifier: Apache-2.0

/**
 * What every carrier shares: {@link dev.bulla.carrier.Carrier} is the shape of one, {@link dev.bulla.carrier.Reception} the path of what
 * arrives, {@link dev.bulla.carrier.Handling} what an application makes of it, {@link dev.bulla.carrier.DeadLetters} where goes what nobody
 * can handle, {@link dev.bulla.carrier.Watch} who is told. Knows {@code core}; no broker and no key.
 */
@NullMarked
package dev.bulla.carrier;

import org.jspecify.annotations.NullMarked;

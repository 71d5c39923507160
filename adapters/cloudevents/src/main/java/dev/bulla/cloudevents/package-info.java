// SPDX-License-Identifier: Apache-2.0

/**
 * Sealed CloudEvents: {@link dev.bulla.cloudevents.SealedEvents} puts an event whole into an envelope and leaves outside what routers need. The bindings,
 * structured or binary, over whatever carrier, are those of the CloudEvents SDK. Knows {@code core} and that SDK.
 */
@NullMarked
package dev.bulla.cloudevents;

import org.jspecify.annotations.NullMarked;

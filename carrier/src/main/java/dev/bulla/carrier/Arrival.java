// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Bytes;
import java.util.Map;

/**
 * A message as a broker handed it over. Nothing of it is true because it is here: whoever runs the broker wrote it.
 *
 * @param source the topic, subject or queue it came from
 * @param sealed the envelope
 * @param headers what the broker says beside it, under names as it has them; hints only
 */
public record Arrival(String source, Bytes sealed, Map<String, String> headers) {
    /** Keeps its own copy of the headers. */
    public Arrival {
        headers = Map.copyOf(headers);
    }

    /** One without headers. */
    public static Arrival of(String source, Bytes sealed) {
        return new Arrival(source, sealed, Map.of());
    }
}

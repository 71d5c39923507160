// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Subscription;
import java.time.Duration;

/** What is received from one subject, however the servers hand it over. */
interface Intake extends Subscription {
    /** Takes nothing more, handles what is here within the limit, and leaves the rest to the servers. */
    void close(Duration limit);
}

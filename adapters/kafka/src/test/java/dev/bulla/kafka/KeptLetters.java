// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.core.Bytes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Dead letters in memory. */
final class KeptLetters implements DeadLetters {
    record Letter(String topic, Bytes sealed, Reason reason) {}

    final List<Letter> letters = new CopyOnWriteArrayList<>();

    @Override
    public void keep(String topic, Bytes sealed, Reason reason) {
        letters.add(new Letter(topic, sealed, reason));
    }
}

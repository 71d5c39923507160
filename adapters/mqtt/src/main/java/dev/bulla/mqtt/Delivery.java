// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.bulla.core.Bytes;
import java.util.Optional;

/**
 * One message on its way through a {@link Loop}. {@link Inbox} owns {@code publish} under its lock; the rest belongs to the loop's thread.
 */
final class Delivery {
    final Bytes sealed;
    final String topic;
    /** Which of the messages that arrived it is, and how many had been handled when it came. */
    final long arrival;

    final long handledBefore;
    final long arrivedNanos;
    final boolean wantsAcknowledgement;

    /** What to acknowledge; empty while the connection it came by is gone. */
    Optional<Mqtt5Publish> publish;

    int attempts;
    /** Set once it shall go to the dead letters. */
    Optional<DeadLetters.Reason> givenUp = Optional.empty();

    Delivery(Mqtt5Publish publish, long arrival, long handledBefore, long arrivedNanos) {
        this.publish = Optional.of(publish);
        this.sealed = Bytes.of(publish.getPayloadAsBytes());
        this.topic = publish.getTopic().toString();
        this.arrival = arrival;
        this.handledBefore = handledBefore;
        this.arrivedNanos = arrivedNanos;
        this.wantsAcknowledgement = publish.getQos() != MqttQos.AT_MOST_ONCE;
    }
}

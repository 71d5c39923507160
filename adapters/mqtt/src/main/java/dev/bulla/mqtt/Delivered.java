// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import java.util.Optional;

/** One message the broker handed over. {@link Inbox} owns {@code publish} under its lock. */
final class Delivered implements Delivery {
    final Bytes sealed;
    final String topic;
    /** Which of the messages that arrived it is, and how many had been handled when it came. */
    final long arrival;

    final long handledBefore;
    final long arrivedNanos;
    final boolean wantsAcknowledgement;

    private final Inbox inbox;

    /** What to acknowledge; empty while the connection it came by is gone. */
    Optional<Mqtt5Publish> publish;

    Delivered(Inbox inbox, Mqtt5Publish publish, long arrival, long handledBefore, long arrivedNanos) {
        this.inbox = inbox;
        this.publish = Optional.of(publish);
        this.sealed = Bytes.of(publish.getPayloadAsBytes());
        this.topic = publish.getTopic().toString();
        this.arrival = arrival;
        this.handledBefore = handledBefore;
        this.arrivedNanos = arrivedNanos;
        this.wantsAcknowledgement = publish.getQos() != MqttQos.AT_MOST_ONCE;
    }

    @Override
    public Arrival arrival() {
        return Arrival.of(topic, sealed);
    }

    @Override
    public void done() {
        inbox.done(this);
    }

    @Override
    public boolean holdsUpOthers() {
        return inbox.holdsUpOthers(this);
    }
}

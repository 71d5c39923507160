// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import dev.bulla.carrier.Reception;
import dev.bulla.carrier.Subscription;
import java.util.function.Consumer;

/** A reception, the filter whose messages are for it, and how it is ended. */
record Filtered(Reception reception, MqttTopicFilter filter, Consumer<Filtered> end) implements Subscription {
    @Override
    public String topic() {
        return reception.topic();
    }

    @Override
    public long handled() {
        return reception.handled();
    }

    @Override
    public int waiting() {
        return reception.waiting();
    }

    @Override
    public void unsubscribe() {
        end.accept(this);
    }
}

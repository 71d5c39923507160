// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;

/** Topic names and filters as MQTT 5 §4.7 has them; what is wrong with one is misuse. */
final class Topics {
    private Topics() {}

    /** A topic to publish on: no wildcards. */
    static MqttTopic name(String text) {
        try {
            return MqttTopic.of(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("not a topic to publish on: it is empty or has a wildcard", wrong);
        }
    }

    /** A topic or filter to receive from; shared among the receivers of {@code group} unless that is empty. */
    static MqttTopicFilter filter(String text, String group) {
        try {
            return MqttTopicFilter.of(group.isEmpty() ? text : "$share/" + group + "/" + text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("not a topic, filter or group to receive from", wrong);
        }
    }
}

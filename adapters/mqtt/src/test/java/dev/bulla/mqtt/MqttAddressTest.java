// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** What all addresses have in common is tested in the room {@code carrier}. */
class MqttAddressTest {
    @Test
    void anAddressMayNameTheClient() {
        MqttAddress address = MqttAddress.parse("mqtt://ann@broker.example?client=till-7");
        assertThat(address.client()).contains("till-7");
        assertThat(address.broker().port()).isEqualTo(1883);
        assertThat(address).hasToString("mqtt://broker.example:1883");
        assertThat(MqttAddress.parse("mqtts://h").broker().port()).isEqualTo(8883);
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String text : new String[] {"amqp://h", "mqtt://h/path", "mqtts://h?verify=no"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> MqttAddress.parse(text));
        }
    }
}

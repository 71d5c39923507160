// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttAddressTest {
    @Test
    void anAddressNamesHostPortAndUser() {
        MqttAddress address = MqttAddress.parse("mqtt://ann@broker.example:2883?client=till-7");
        assertThat(address.host()).isEqualTo("broker.example");
        assertThat(address.port()).isEqualTo(2883);
        assertThat(address.tls()).isFalse();
        assertThat(address.user()).contains("ann");
        assertThat(address.client()).contains("till-7");
        assertThat(address).hasToString("mqtt://broker.example:2883");
    }

    @Test
    void portsHaveTheirUsualValues() {
        assertThat(MqttAddress.parse("mqtt://h").port()).isEqualTo(1883);
        assertThat(MqttAddress.parse("mqtts://[::1]/").port()).isEqualTo(8883);
        assertThat(MqttAddress.parse("mqtts://[::1]").host()).isEqualTo("::1");
        assertThat(MqttAddress.parse("mqtts://h?ca=/etc/bulla/ca.pem").ca()).contains(Path.of("/etc/bulla/ca.pem"));
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MqttAddress.parse("mqtt://ann:s3cret@h"))
                .withMessageContaining("BULLA_MQTT_PASSWORD")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MqttAddress.parse("mqtt://ann:s3 cret@h"))
                .withMessageNotContaining("s3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h:1883",
                "http://h",
                "mqtt://",
                "mqtt://h/path",
                "mqtt://h#f",
                "mqtt://h:0",
                "mqtt://h:70000",
                "mqtt://h?ca=x",
                "mqtts://h?ca",
                "mqtts://h?ca=a&ca=b",
                "mqtts://h?verify=no"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MqttAddress.parse(text));
    }

    @Test
    void aPasswordDoesNotCrossANetworkUnprotected() {
        MqttOptions options =
                MqttOptions.builder().password("s3cret"::toCharArray).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.of(MqttAddress.parse("mqtt://ann@192.0.2.1"), options))
                .withMessageContaining("unprotected");
        assertThat(Credentials.of(MqttAddress.parse("mqtt://ann@127.0.0.1"), options))
                .isPresent();
        assertThat(Credentials.of(MqttAddress.parse("mqtts://ann@192.0.2.1"), options))
                .isPresent();
    }
}

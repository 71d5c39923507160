// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaAddressTest {
    @Test
    void aClusterHasManyHosts() {
        KafkaAddress address = KafkaAddress.parse("kafkas://till@a.example,b.example:1234,[::1]?ca=/ca.pem&group=g");
        assertThat(address.servers()).isEqualTo("a.example:9093,b.example:1234,[::1]:9093");
        assertThat(address.group()).contains("g");
        assertThat(address.farthest().user()).contains("till");
        assertThat(address).hasToString("kafkas://a.example:9093,b.example:1234,[::1]:9093");
    }

    @Test
    void oneHostAndTheUsualPort() {
        assertThat(KafkaAddress.parse("kafka://localhost").servers()).isEqualTo("localhost:9092");
    }

    @Test
    void aPasswordCrossesNoNetworkInTheClearThoughTheFirstHostIsNear() {
        KafkaAddress address = KafkaAddress.parse("kafka://till@localhost,far.example");
        KafkaOptions options =
                KafkaOptions.builder().password("secret"::toCharArray).build();
        assertThatThrownBy(() -> KafkaCarrier.open(address, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unprotected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kafka:",
                "kafka://",
                "mqtt://h",
                "kafka://h,",
                "kafka://,h",
                "kafka://u:p@h",
                "kafka://h/path",
                "kafka://u:p@h,i",
                "kafka://h?ca=x",
                "kafka://h?sasl=none",
                "kafka://h,i/path",
                "kafka://h?x=y",
                "?",
                "://"
            })
    void anythingElseIsMisuse(String text) {
        assertThatThrownBy(() -> KafkaAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

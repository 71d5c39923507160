// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** What all addresses have in common is tested in the room {@code carrier}. */
class AmqpAddressTest {
    @Test
    void anAddressMayNameTheProtocolAndTheVirtualHost() {
        AmqpAddress address = AmqpAddress.parse("amqps://ann@broker.example/shop?version=1.0");
        assertThat(address.version()).contains(AmqpAddress.Version.V1_0);
        assertThat(address.broker().path()).contains("shop");
        assertThat(address.broker().port()).isEqualTo(5671);
        assertThat(AmqpAddress.parse("amqp://h").version()).isEmpty();
        assertThat(AmqpAddress.parse("amqp://h?version=0-9-1").version()).contains(AmqpAddress.Version.V0_9_1);
        assertThat(address).hasToString("amqps://broker.example:5671");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String text : new String[] {"mqtt://h", "amqp://h?version=2", "amqp://h?ca=x", "amqp://u:p@h"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> AmqpAddress.parse(text));
        }
    }
}

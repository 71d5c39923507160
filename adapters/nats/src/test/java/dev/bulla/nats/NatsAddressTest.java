// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatsAddressTest {
    @Test
    void anAddressNamesServersAndWhoAsks() {
        NatsAddress address =
                NatsAddress.parse("tls://till@a.example,b.example:4333?ca=/etc/ca.pem&stream=ORDERS&durable=till");
        assertThat(address).hasToString("tls://a.example:4222,b.example:4333");
        assertThat(address.tls()).isTrue();
        assertThat(address.user()).contains("till");
        assertThat(address.ca()).contains(Path.of("/etc/ca.pem"));
        assertThat(address.stream()).contains("ORDERS");
        assertThat(address.durable()).contains("till");
        assertThat(address.loopback()).isFalse();
        assertThat(NatsAddress.parse("nats://127.0.0.1,localhost,[::1]:4222").loopback())
                .isTrue();
        assertThat(NatsAddress.parse("nats://h?creds=/a%20b").creds()).contains(Path.of("/a b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqtt://h",
                "nats:h",
                "nats://",
                "nats://h/path",
                "nats://h:0",
                "nats://h:70000",
                "nats://h,",
                "nats://h#f",
                "nats://h?ca=x",
                "nats://h?stream",
                "nats://h?stream=a&stream=b",
                "nats://h?password=x",
                "nats://u@h?nkey=x",
                "nats://h?nkey=x&creds=y",
                "nats://a b",
                "nats://h:x"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NatsAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nats://u:secret@h", "nats://u:secret@h:1,h:2", "nats://a@b:secret@h", "nats://u:secret@h h"})
    void aPasswordIsRefusedAndNotRepeated(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NatsAddress.parse(text))
                .matches(thrown -> !thrown.getMessage().contains("secret"))
                .withNoCause();
    }

    @FuzzTest
    void noTextBreaksIt(String text) {
        try {
            NatsAddress again = NatsAddress.parse("nats://" + text);
            NatsAddress.parse(again.toString());
        } catch (IllegalArgumentException refused) {
            // As it should.
        }
    }
}

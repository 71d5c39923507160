// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
    @Test
    void anAddressNamesHostPortAndUser() {
        BrokerAddress address = parse("mqtt://ann@broker.example:2883?client=till-7");
        assertThat(address.host()).isEqualTo("broker.example");
        assertThat(address.port()).isEqualTo(2883);
        assertThat(address.tls()).isFalse();
        assertThat(address.user()).contains("ann");
        assertThat(address.query()).containsEntry("client", "till-7");
        assertThat(address).hasToString("mqtt://broker.example:2883");
    }

    @Test
    void portsHaveTheirUsualValues() {
        assertThat(parse("mqtt://h").port()).isEqualTo(1883);
        assertThat(parse("mqtts://[::1]/").port()).isEqualTo(8883);
        assertThat(parse("mqtts://[::1]").host()).isEqualTo("::1");
        assertThat(parse("mqtts://h?ca=/etc/bulla/ca.pem").ca()).contains(Path.of("/etc/bulla/ca.pem"));
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("mqtt://ann:s3cret@h"))
                .withMessageContaining("BULLA_TEST_PASSWORD")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("mqtt://ann:s3 cret@h"))
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
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text));
    }

    @Test
    void aPathMeansSomethingOnlyWhereItDoes() {
        BrokerAddress.Form other = new BrokerAddress.Form("amqp", 5672, "amqps", 5671, true, Set.of(), "VARIABLE");
        assertThat(BrokerAddress.parse("amqp://h/a%2Fb", other).path()).contains("a/b");
        assertThat(BrokerAddress.parse("amqp://h/", other).path()).isEmpty();
        assertThat(BrokerAddress.parse("AMQPS://h", other).port()).isEqualTo(5671);
    }

    @Test
    void aPasswordDoesNotCrossANetworkUnprotected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credentials("mqtt://ann@192.0.2.1", false))
                .withMessageContaining("unprotected");
        assertThat(credentials("mqtt://ann@127.0.0.1", false)).isPresent();
        assertThat(credentials("mqtts://ann@192.0.2.1", false)).isPresent();
        assertThat(credentials("mqtt://ann@192.0.2.1", true)).isPresent();
        assertThat(credentials("mqtt://192.0.2.1", true)).isEmpty();
    }

    @Test
    void aPasswordIsOverwrittenWhenItWasUsedUp() {
        Credentials ann = credentials("mqtts://ann@h", false).orElseThrow();
        assertThat(ann).hasToString("Credentials");
        assertThat(new String(ann.passwordBytes(), StandardCharsets.UTF_8)).isEqualTo("s3crét");
        assertThat(ann.password()).containsOnly('\0');
    }

    private static Optional<Credentials> credentials(String address, boolean clearAllowed) {
        return Credentials.of(parse(address), Optional.of("s3crét"::toCharArray), "BULLA_NO_SUCH", clearAllowed);
    }

    private static BrokerAddress parse(String text) {
        return BrokerAddress.parse(
                text,
                new BrokerAddress.Form("mqtt", 1883, "mqtts", 8883, false, Set.of("client"), "BULLA_TEST_PASSWORD"));
    }
}

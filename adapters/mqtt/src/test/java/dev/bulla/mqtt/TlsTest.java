// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import dev.bulla.testkit.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mqtts://} with certificates that openssl makes at test time. */
class TlsTest {
    @TempDir
    static Path certificates;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (String ca : List.of("right", "wrong")) {
            openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + ca
                    + " -addext basicConstraints=critical,CA:TRUE -keyout " + ca + ".key -out " + ca + ".pem");
        }
        Files.writeString(certificates.resolve("names"), "subjectAltName=IP:127.0.0.1\n");
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=broker -keyout broker.key"
                + " -out broker.csr");
        openssl("x509 -req -in broker.csr -CA right.pem -CAkey right.key -CAcreateserial -days 2 -extfile names"
                + " -out broker.pem");
    }

    @Test
    void aBrokerOfTheGivenAuthorityIsBelieved() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        try (Mosquitto broker = broker();
                MqttCarrier carrier = MqttCarrier.open(
                        address("127.0.0.1", broker, "right.pem"),
                        MqttOptions.builder().deadLetters(new KeptLetters()).build())) {
            carrier.receive("t", message -> {
                received.add(message.sealed().text());
                return Disposition.ACKNOWLEDGE;
            });
            carrier.send("t", Bytes.utf8("hello"));
            await().until(() -> received.size() == 1);
        }
    }

    @Test
    void aBrokerOfAnotherAuthorityOrNameIsRefused() throws Exception {
        try (Mosquitto broker = broker()) {
            refused(address("127.0.0.1", broker, "wrong.pem"));
            refused(address("localhost", broker, "right.pem"));
            refused(MqttAddress.parse("mqtts://127.0.0.1:" + broker.port()));
        }
    }

    @Test
    void aBrokerWithoutTlsIsNotUsedInstead() throws Exception {
        try (Mosquitto broker = Mosquitto.start(folder)) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(
                            () -> MqttCarrier.open(address("127.0.0.1", broker, "right.pem"), MqttOptions.standard()));
        }
    }

    @Test
    void aFileWithoutCertificatesIsMisuse() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MqttCarrier.open(MqttAddress.parse("mqtts://127.0.0.1?ca=" + empty), MqttOptions.standard()));
    }

    private Mosquitto broker() throws Exception {
        return Mosquitto.start(
                folder,
                "allow_anonymous true",
                "certfile " + certificates.resolve("broker.pem"),
                "keyfile " + certificates.resolve("broker.key"));
    }

    private static MqttAddress address(String host, Mosquitto broker, String ca) {
        return MqttAddress.parse("mqtts://" + host + ":" + broker.port() + "?ca=" + certificates.resolve(ca));
    }

    private static void refused(MqttAddress address) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> MqttCarrier.open(address, MqttOptions.standard()))
                .matches(thrown -> thrown.problem() == Problem.NOT_AUTHENTIC);
    }

    private static void openssl(String arguments) throws Exception {
        ProcessBuilder command = new ProcessBuilder((Servers.require("openssl") + " " + arguments).split(" "));
        Path log = certificates.resolve("openssl.log");
        int status = command.directory(certificates.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status)
                .as(() -> {
                    try {
                        return Files.readString(log);
                    } catch (java.io.IOException unreadable) {
                        return arguments;
                    }
                })
                .isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

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

/** {@code tls://} with certificates that openssl makes at test time. */
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
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -keyout server.key"
                + " -out server.csr");
        openssl("x509 -req -in server.csr -CA right.pem -CAkey right.key -CAcreateserial -days 2 -extfile names"
                + " -out server.pem");
    }

    @Test
    void aServerOfTheGivenAuthorityIsBelieved() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        try (NatsServer server = server();
                NatsCarrier carrier = NatsCarrier.open(
                        address("127.0.0.1", server, "right.pem"),
                        NatsOptions.builder().deadLetters(new KeptLetters()).build())) {
            carrier.receive("t", message -> {
                received.add(message.sealed().text());
                return Disposition.ACKNOWLEDGE;
            });
            carrier.send("t", Bytes.utf8("hello"));
            await().until(() -> received.size() == 1);
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameIsRefused() throws Exception {
        try (NatsServer server = server()) {
            refused(address("127.0.0.1", server, "wrong.pem"));
            refused(address("localhost", server, "right.pem"));
            refused(NatsAddress.parse("tls://127.0.0.1:" + server.port()));
        }
    }

    @Test
    void aServerWithoutTlsIsNotUsedInstead() throws Exception {
        try (NatsServer server = NatsServer.start(folder)) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(
                            () -> NatsCarrier.open(address("127.0.0.1", server, "right.pem"), NatsOptions.standard()));
        }
    }

    @Test
    void aFileWithoutCertificatesIsMisuse() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        NatsCarrier.open(NatsAddress.parse("tls://127.0.0.1?ca=" + empty), NatsOptions.standard()));
    }

    private NatsServer server() throws Exception {
        return NatsServer.start(
                folder,
                "tls { cert_file: \"" + certificates.resolve("server.pem") + "\", key_file: \""
                        + certificates.resolve("server.key") + "\" }");
    }

    private static NatsAddress address(String host, NatsServer server, String ca) {
        return NatsAddress.parse("tls://" + host + ":" + server.port() + "?ca=" + certificates.resolve(ca));
    }

    private static void refused(NatsAddress address) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> NatsCarrier.open(address, NatsOptions.standard()))
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

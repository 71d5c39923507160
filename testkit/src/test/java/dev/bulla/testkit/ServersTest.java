// SPDX-License-Identifier: Apache-2.0
package dev.bulla.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class ServersTest {
    @Test
    void aStartedServerAcceptsConnectionsAndIsGoneWhenClosed() throws IOException {
        int port;
        try (Servers.Server broker = Servers.start("mosquitto", p -> List.of("-p", Integer.toString(p)))) {
            port = broker.port();
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            assertThat(broker.output()).contains("mosquitto");
        }
        assertThatIOException().isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }

    @Test
    void aServerThatEndsAtOnceSaysWhatItPrinted() {
        Servers.require("mosquitto");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Servers.start("mosquitto", port -> List.of("--no-such-option")))
                .withMessageContaining("no-such-option");
    }

    @Test
    void onlyExecutableFilesAreFound(@TempDir Path folder) throws IOException {
        Path program = Files.createFile(folder.resolve("program"));
        assertThat(Servers.find("program", List.of(folder))).isEmpty();
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Servers.find("program", List.of(folder))).contains(program);
        assertThat(Servers.find("absent", List.of(folder))).isEmpty();
    }

    @Test
    @DisabledIfEnvironmentVariable(named = "BULLA_REQUIRE_SERVERS", matches = "1")
    void aMissingServerSkipsTheTest() {
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> Servers.require("bulla-no-such-server"))
                .withMessageContaining("bulla-no-such-server is not installed");
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "BULLA_REQUIRE_SERVERS", matches = "1")
    void aMissingServerFailsTheTestWhereServersAreRequired() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Servers.require("bulla-no-such-server"))
                .withMessageContaining("bulla-no-such-server is not installed");
    }
}

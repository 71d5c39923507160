// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatsContextTest {
    @TempDir
    Path config;

    @Test
    void theSelectedContextIsRead() throws Exception {
        Files.createDirectories(config.resolve("nats/context"));
        Files.writeString(config.resolve("nats/context.txt"), "rethink\n");
        Files.writeString(config.resolve("nats/context/rethink.json"), """
                {
                  "description": "a lab",
                  "url": "nats://one:4222, tls://two",
                  "token": "",
                  "user": "alice",
                  "password": "p\\u00e4ss",
                  "creds": "/home/alice/alice.creds",
                  "nkey": "",
                  "cert": "c.pem", "key": "k.pem", "ca": "ca.pem",
                  "tls_first": true,
                  "windows_cert_store": "", "nsc": "", "color_scheme": "x"
                }
                """);
        NatsContexts contexts =
                NatsContexts.of(Map.of("XDG_CONFIG_HOME", config.toString())).orElseThrow();
        try (NatsContext context =
                contexts.open(contexts.selected().orElseThrow()).orThrow()) {
            assertThat(context.name()).isEqualTo("rethink");
            assertThat(context.description()).contains("a lab");
            assertThat(context.servers()).isEqualTo(List.of("nats://one:4222", "tls://two"));
            assertThat(context.token()).isEmpty();
            assertThat(context.user()).contains("alice");
            assertThat(context.password()).contains(Secret.of("päss".getBytes(StandardCharsets.UTF_8)));
            assertThat(context.credsFile()).contains("/home/alice/alice.creds");
            assertThat(context.nkeyFile()).isEmpty();
            assertThat(context.certificateFile()).contains("c.pem");
            assertThat(context.keyFile()).contains("k.pem");
            assertThat(context.authoritiesFile()).contains("ca.pem");
            assertThat(context.tlsFirst()).isTrue();
            assertThat(context.toString()).isEqualTo("NatsContext(rethink)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../nats/context/rethink", "a\\b", "nothere", "a\u0000b"})
    void aNameThatIsNoFileHereIsUnknown(String name) {
        assertThat(NatsContexts.in(config).open(name)).isEqualTo(Outcome.bad(Problem.NAME_UNKNOWN, name));
        assertThat(NatsContexts.in(config).selected()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}x",
                "{\"url\":1}",
                "{\"tls_first\":\"yes\"}",
                "{\"url\":\"a\",\"url\":\"b\"}",
                "{\"url\":\"\\ud800\"}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":[1,]}"
            })
    void whatIsNoContextIsRefused(String json) {
        assertThat(NatsContext.parse("x", VectorFile.secret(json)))
                .isInstanceOfSatisfying(
                        Outcome.Bad.class, bad -> assertThat(bad.problem()).isEqualTo(Problem.MALFORMED));
    }

    @Test
    void aHomeWithoutXdgHasDotConfig() {
        assertThat(NatsContexts.of(Map.of())).isEmpty();
        assertThat(NatsContexts.of(Map.of("HOME", "/nowhere")).orElseThrow().selected())
                .isEmpty();
    }
}

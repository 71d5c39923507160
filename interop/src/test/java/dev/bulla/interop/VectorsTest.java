// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import dev.bulla.core.Secret;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code vectors/nkeys} says. The tools that made each file stand in it. */
class VectorsTest {
    static List<VectorFile> keys() {
        return VectorFile.of("keys/valid");
    }

    static List<VectorFile> badKeys() {
        return VectorFile.of("keys/invalid");
    }

    static List<VectorFile> boxes() {
        return VectorFile.of("boxes/valid");
    }

    static List<VectorFile> badBoxes() {
        return VectorFile.of("boxes/invalid");
    }

    static List<VectorFile> creds() {
        return VectorFile.of("creds/valid");
    }

    static List<VectorFile> badCreds() {
        return VectorFile.of("creds/invalid");
    }

    static List<VectorFile> jwts() {
        return VectorFile.of("jwts/valid");
    }

    static List<VectorFile> badJwts() {
        return VectorFile.of("jwts/invalid");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyIsReadAndWritten(VectorFile file) {
        try (NkeySeed seed = file.seed("seed");
                Secret text = seed.text()) {
            assertThat(seed.role().label()).isEqualTo(file.line("role"));
            assertThat(seed.publicKey()).isEqualTo(file.key("public"));
            assertThat(text).isEqualTo(VectorFile.secret(file.line("seed")));
            assertThat(Nkey.of(seed.role(), seed.publicKey().raw()).orThrow().text())
                    .isEqualTo(file.line("public"));
            assertThat(seed.toString()).doesNotContain(file.line("seed"));
        }
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void aKeyIsRefused(VectorFile file) {
        Outcome<?> outcome = file.line("kind").equals("seed")
                ? NkeySeed.parse(Secret.of(file.body().toArray()))
                : Nkey.parse(file.bodyText());
        assertThat(said(outcome)).isEqualTo(file.line("expect"));
    }

    @ParameterizedTest
    @MethodSource("boxes")
    void aBoxOpensAndIsSealedTheSameAgain(VectorFile file) throws Exception {
        byte[] nonce = java.util.Arrays.copyOfRange(file.body().toArray(), 4, 28);
        try (NkeySeed sender = file.seed("sender");
                NkeySeed recipient = file.seed("recipient");
                Xkv1 there = Xkv1.of(sender, bytes -> System.arraycopy(nonce, 0, bytes, 0, bytes.length));
                Xkv1 here = Xkv1.of(recipient, bytes -> {})) {
            Bytes plain = here.open(file.key("from"), file.body()).orThrow();
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(plain.toArray()));
            assertThat(plain.size() + " " + hash).isEqualTo(file.line("plain"));
            assertThat(there.seal(file.key("to"), plain)).isEqualTo(file.body());
            assertThat(there.open(file.key("to"), file.body())).isEqualTo(Outcome.good(plain));
        }
    }

    @ParameterizedTest
    @MethodSource("badBoxes")
    void aBoxIsRefused(VectorFile file) {
        try (NkeySeed reader = file.seed("reader");
                Xkv1 here = Xkv1.of(reader, bytes -> {})) {
            assertThat(said(here.open(file.key("from"), file.body()))).isEqualTo(file.line("expect"));
        }
    }

    @ParameterizedTest
    @MethodSource("creds")
    void credsAreReadAndWritten(VectorFile file) {
        try (Secret text = Secret.of(file.body().toArray());
                NatsCreds creds = NatsCreds.parse(text).orThrow();
                Secret written = creds.text();
                NatsCreds again = NatsCreds.parse(written).orThrow()) {
            assertThat(creds.seed().publicKey()).isEqualTo(file.key("user"));
            assertThat(creds.jwt().subject()).isEqualTo(file.key("user"));
            assertThat(again.jwt().text()).isEqualTo(creds.jwt().text());
            assertThat(again.seed().text()).isEqualTo(VectorFile.secret(file.line("seed")));
        }
    }

    @ParameterizedTest
    @MethodSource("badCreds")
    void credsAreRefused(VectorFile file) {
        assertThat(said(NatsCreds.parse(Secret.of(file.body().toArray())))).isEqualTo(file.line("expect"));
    }

    @ParameterizedTest
    @MethodSource("jwts")
    void aJwtIsRead(VectorFile file) {
        NatsUserJwt jwt = NatsUserJwt.parse(file.bodyText()).orThrow();
        assertThat(jwt.issuer()).isEqualTo(file.key("issuer"));
        assertThat(jwt.subject()).isEqualTo(file.key("subject"));
        assertThat(jwt.name()).isEqualTo(file.line("name"));
        assertThat(jwt.issued().getEpochSecond()).isEqualTo(Long.parseLong(file.line("issued")));
        assertThat(jwt.expires().map(end -> "" + end.getEpochSecond()).orElse("never"))
                .isEqualTo(file.lines().getOrDefault("expires", "never"));
        assertThat(jwt.issuerAccount().map(Nkey::text).orElse("itself"))
                .isEqualTo(file.lines().getOrDefault("issuer-account", "itself"));
    }

    @ParameterizedTest
    @MethodSource("badJwts")
    void aJwtIsRefused(VectorFile file) {
        assertThat(said(NatsUserJwt.parse(file.bodyText()))).isEqualTo(file.line("expect"));
    }

    @Test
    void thereAreAsManyAsTheTextSays() {
        assertThat(boxes()).hasSize(103);
        assertThat(keys()).hasSizeGreaterThan(30);
        assertThat(badKeys()).hasSizeGreaterThan(50);
    }

    private static String said(Outcome<?> outcome) {
        return outcome.fold(good -> "valid", bad -> "refused " + bad.problem());
    }
}

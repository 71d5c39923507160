// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.bulla.core.Bytes;
import dev.bulla.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, a reader answers with a value or a problem, and takes no text that it would not write again. The seeds are the vectors. */
class DecodersFuzzTest {
    static Stream<byte[]> keys() {
        Stream<byte[]> valid = VectorFile.of("keys/valid").stream()
                .flatMap(file -> Stream.of(file.line("seed"), file.line("public")))
                .map(text -> text.getBytes(StandardCharsets.US_ASCII));
        return Stream.concat(valid, bodies("keys/invalid"));
    }

    static Stream<byte[]> boxes() {
        return Stream.concat(bodies("boxes/valid").limit(20), bodies("boxes/invalid"));
    }

    static Stream<byte[]> texts() {
        return Stream.of("creds/valid", "creds/invalid", "jwts/valid", "jwts/invalid")
                .flatMap(DecodersFuzzTest::bodies);
    }

    static Stream<byte[]> json() {
        return Stream.of(
                        "{}",
                        "{\"url\":\"nats://a,nats://b\",\"tls_first\":true,\"token\":\"x\"}",
                        "{\"a\":[1,-2.5e3,null,{\"b\":\"\\u00e9\\n\"}],\"c\":false}",
                        "{\"a\":1,\"a\":2}",
                        "[".repeat(100))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<byte[]> bodies(String folder) {
        return VectorFile.of(folder).stream().map(file -> file.body().toArray());
    }

    @MethodSource("keys")
    @FuzzTest
    void keyTexts(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        String text = new String(data, StandardCharsets.ISO_8859_1);
        Nkey.parse(text)
                .map(key -> assertThat(Nkey.of(key.role(), key.raw()).orThrow().text())
                        .isEqualTo(text));
        NkeySeed.parse(Secret.of(data)).map(seed -> assertThat(seed.text()).isEqualTo(Secret.of(data)));
    }

    @MethodSource("boxes")
    @FuzzTest
    void boxesOfStrangers(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        VectorFile file = VectorFile.of("boxes/invalid").get(0);
        try (NkeySeed reader = file.seed("reader");
                Xkv1 boxes = Xkv1.of(reader, bytes -> {})) {
            boxes.open(file.key("from"), Bytes.of(data))
                    .map(plain -> assertThat(plain.size()).isEqualTo(data.length - Xkv1.OVERHEAD_BYTES));
        }
    }

    @MethodSource("texts")
    @FuzzTest
    void credsAndJwts(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        String text = new String(data, StandardCharsets.ISO_8859_1);
        NatsUserJwt.parse(text).map(jwt -> assertThat(jwt.text()).isEqualTo(text));
        NatsCreds.parse(Secret.of(data))
                .map(creds -> assertThat(
                                NatsCreds.parse(creds.text()).orThrow().jwt().text())
                        .isEqualTo(creds.jwt().text()));
    }

    @MethodSource("json")
    @FuzzTest
    void contexts(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        JsonReader.object(data).ifPresent(object -> assertThat(object).isNotNull());
        NatsContext.parse("fuzz", Secret.of(data))
                .map(context -> assertThat(context.name()).isEqualTo("fuzz"));
    }
}

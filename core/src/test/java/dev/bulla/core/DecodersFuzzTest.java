// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come, decoders answer with a value or a {@link Refusal}, and take nothing that they would not write
 * again. The seeds are the vectors. The normal build runs the seeds; {@code JAZZER_FUZZ=1 mvn -pl core test
 * -Dtest=DecodersFuzzTest#cards} searches on.
 */
class DecodersFuzzTest {
    private static final int COMPARTMENTS = 3;

    static Stream<byte[]> identities() {
        return Stream.of("identity/valid", "identity/invalid")
                .flatMap(folder -> VectorText.read(folder).stream())
                .map(VectorText::body);
    }

    static Stream<byte[]> envelopes() {
        return Stream.of("envelope/valid", "envelope/invalid")
                .flatMap(folder -> VectorText.read(folder).stream())
                .map(VectorText::body);
    }

    /** Headers, and what else is CBOR without a tag. */
    static Stream<byte[]> items() {
        Object table = CborTree.list(CborTree.list("body", 0), CborTree.list("pii", 2));
        Object attributes = java.util.Map.of("region", "north");
        return Stream.of(
                CborTree.encode(header(table)),
                CborTree.encode(header(table, 2, EnvelopeForge.NOW + 1, 3, "orders", 4, "text/plain")),
                CborTree.encode(header(table, 6, attributes, 7, new byte[32], 8, "replies")),
                CborTree.encode(header(table, 9, CborTree.list("0".repeat(55), "a=b"))),
                CborTree.encode(header(table, 10, CborTree.list(new byte[32]), -1, CborTree.list(CborTree.list(1)))),
                CborTree.encode(header(table, -7, CborTree.map())),
                CborTree.encode(CborTree.list("text/plain", 10, 3)));
    }

    private static Object header(Object table, Object... more) {
        java.util.Map<Object, Object> header = CborTree.map();
        header.put(1, EnvelopeForge.NOW);
        header.put(5, table);
        for (int i = 0; i < more.length; i += 2) {
            header.put(more[i], more[i + 1]);
        }
        return header;
    }

    @MethodSource("identities")
    @FuzzTest
    void cards(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        Card.decode(data, Primitives.portable())
                .map(card -> assertThat(card.encoded().toArray()).isEqualTo(data));
    }

    @MethodSource("envelopes")
    @FuzzTest
    void whatAnyoneSeesOfAnEnvelope(byte @Nullable [] data) throws IOException {
        if (data == null) {
            return;
        }
        Bytes bytes = Bytes.of(data);
        Ground ground = Ground.of(() -> World.NOW, new Person.Seeds("fuzz"));
        Outcome<Inspection> inMemory = Inspection.of(bytes);
        assertThat(Inspection.of(bytes.stream(), ground)).isEqualTo(inMemory);
        inMemory.map(seen -> assertThat(seen.totalBytes()).isEqualTo(data.length));
    }

    @MethodSource("items")
    @FuzzTest
    void headers(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        try {
            Header header = Header.decode(data, data.length, COMPARTMENTS);
            byte[] again = header.encode().toArray();
            assertThat(Header.decode(again, again.length, COMPARTMENTS)).isEqualTo(header);
            assertThat(again.length).isLessThanOrEqualTo(data.length);
        } catch (Refusal refused) {
            assertThat(refused.problem()).isIn(Problem.MALFORMED, Problem.LIMIT_EXCEEDED);
        }
    }

    @MethodSource("items")
    @FuzzTest
    void preambles(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        CborReader in = new CborReader(data);
        try {
            Preamble preamble = Preamble.read(in);
            assertThat(preamble.encode()).isEqualTo(Arrays.copyOf(data, in.position()));
        } catch (Refusal refused) {
            assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        }
    }

    @MethodSource("items")
    @FuzzTest
    void itemsThatAreNotUnderstood(byte @Nullable [] data) {
        if (data == null) {
            return;
        }
        CborReader in = new CborReader(data);
        try {
            in.skip(4);
            assertThat(in.position()).isBetween(1, data.length);
        } catch (Refusal refused) {
            assertThat(refused.problem()).isEqualTo(Problem.MALFORMED);
        }
    }
}

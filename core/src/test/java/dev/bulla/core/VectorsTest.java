// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@code vectors/} says is what this library does, in memory and as a stream, on every set of providers. */
class VectorsTest {
    private static final Set<String> CARD_LINES = Set.of("expect", "identifier", "statements");

    private static Stream<VectorText> files(String... folders) {
        return Stream.of(folders).flatMap(folder -> VectorText.read(folder).stream());
    }

    @Test
    void theFilesAreExactlyWhatTheGeneratorMakes() throws IOException {
        if (Boolean.getBoolean("bulla.vectors.write")) {
            VectorWriter.write(VectorText.root());
        }
        Map<String, VectorText> made = new TreeMap<>();
        VectorCases.all().forEach(vector -> made.put(vector.path(), vector));
        Map<String, VectorText> there = new TreeMap<>();
        files(VectorWriter.FOLDERS.toArray(new String[0])).forEach(vector -> there.put(vector.path(), vector));
        assertThat(there.keySet()).isEqualTo(made.keySet());
        made.forEach((path, vector) -> {
            VectorText file = java.util.Objects.requireNonNull(there.get(path));
            assertThat(file.print()).as(path).isEqualTo(vector.print());
        });
    }

    @Test
    void thereAreEnough() {
        assertThat(VectorText.read("envelope/valid")).hasSizeGreaterThanOrEqualTo(25);
        assertThat(VectorText.read("envelope/invalid")).hasSizeGreaterThanOrEqualTo(75);
        assertThat(VectorText.read("identity/valid")).hasSizeGreaterThanOrEqualTo(8);
        assertThat(VectorText.read("identity/invalid")).hasSizeGreaterThanOrEqualTo(25);
    }

    @TestFactory
    Stream<DynamicTest> envelopes() {
        return everywhere("envelope/valid", "envelope/invalid", (vector, primitives) -> {
            Map<String, String> said = VectorLearnt.said(vector);
            VectorScene scene = new VectorScene(vector, primitives);
            assertThat(scene.found(false)).as("in memory").containsExactlyInAnyOrderEntriesOf(said);
            boolean memoryMatters = vector.one("memory").isPresent();
            if (!memoryMatters) {
                assertThat(scene.found(true)).as("as a stream").containsExactlyInAnyOrderEntriesOf(said);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> identities() {
        return everywhere("identity/valid", "identity/invalid", (vector, primitives) -> {
            Map<String, String> said = new LinkedHashMap<>();
            vector.lines().stream()
                    .filter(line -> CARD_LINES.contains(line.key()))
                    .forEach(line -> said.put(line.key(), line.value()));
            assertThat(card(vector, primitives)).containsExactlyInAnyOrderEntriesOf(said);
        });
    }

    private static Map<String, String> card(VectorText vector, Primitives primitives) {
        Instant now = Instant.ofEpochMilli(Long.parseLong(vector.required("now")));
        return Card.decode(vector.body(), primitives)
                .then(card -> {
                    boolean early = card.head().created().isAfter(now.plus(Limits.SKEW));
                    return early ? Outcome.<Card>bad(Problem.NOT_YET, "") : Outcome.good(card);
                })
                .fold(
                        good -> Map.of(
                                "expect", "valid",
                                "identifier", good.value().identifier().value().hex(),
                                "statements", Integer.toString(good.value().statements())),
                        bad -> Map.of("expect", "refused " + bad.problem()));
    }

    /** Something to check of each vector on each set of providers. */
    private interface Check {
        void of(VectorText vector, Primitives primitives) throws IOException;
    }

    private static Stream<DynamicTest> everywhere(String valid, String invalid, Check check) {
        List<Primitives> sets = Primitives.available();
        return files(valid, invalid).map(vector -> {
            Path file = VectorText.root().resolve(vector.path());
            return DynamicTest.dynamicTest(vector.path(), file.toUri(), () -> {
                for (Primitives primitives : sets) {
                    check.of(vector, primitives);
                }
            });
        });
    }
}

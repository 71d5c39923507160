// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Every vector of vectors/identity and vectors/envelope says to this reader what the file says it does. */
class IndependentReaderTest {
    private static final int VALID_ENVELOPES = 88;
    private static final int INVALID_ENVELOPES = 322;
    private static final int VALID_CARDS = 16;
    private static final int INVALID_CARDS = 74;

    /** The lines of an envelope's file that state what goes in; all others state what is learnt. */
    private static final Set<String> GIVEN = Set.of(
            "spec",
            "comment",
            "expect",
            "reader",
            "card",
            "now",
            "context",
            "mode",
            "minimum",
            "pairwise",
            "forbidden",
            "accepted",
            "memory",
            "epoch",
            "handled");

    private static final Cast CAST = new Cast(VectorFile.folder("cast"));

    @Test
    void thereAreVectors() {
        assertThat(VectorFile.folder("cast")).isNotEmpty();
        assertThat(VectorFile.folder("identity/valid")).hasSizeGreaterThanOrEqualTo(VALID_CARDS);
        assertThat(VectorFile.folder("identity/invalid")).hasSizeGreaterThanOrEqualTo(INVALID_CARDS);
        assertThat(VectorFile.folder("envelope/valid")).hasSizeGreaterThanOrEqualTo(VALID_ENVELOPES);
        assertThat(VectorFile.folder("envelope/invalid")).hasSizeGreaterThanOrEqualTo(INVALID_ENVELOPES);
    }

    @TestFactory
    Stream<DynamicTest> identities() {
        return files("identity/valid", "identity/invalid").map(file -> test(file, () -> identity(file)));
    }

    @TestFactory
    Stream<DynamicTest> envelopes() {
        return files("envelope/valid", "envelope/invalid").map(file -> test(file, () -> envelope(file)));
    }

    private static Stream<VectorFile> files(String valid, String invalid) {
        return Stream.concat(VectorFile.folder(valid).stream(), VectorFile.folder(invalid).stream());
    }

    private static DynamicTest test(VectorFile file, Executable run) {
        String name = VectorFile.root().relativize(file.path()).toString();
        return dynamicTest(name, file.path().toUri(), run);
    }

    private static void identity(VectorFile file) {
        Map<String, String> found = new LinkedHashMap<>();
        try {
            CardReader.Card card = CardReader.read(file.body());
            card.checkBegun(Long.parseLong(file.required("now")));
            found.put("expect", "valid");
            found.put("identifier", card.identifier());
            found.put("statements", Integer.toString(card.statements().size()));
        } catch (Refused e) {
            found.put("expect", e.answer());
            file.one("statements").ifPresent(count -> found.put("statements", count));
        }
        Map<String, String> said = new LinkedHashMap<>();
        for (VectorFile.Line line : file.lines()) {
            if (Set.of("expect", "identifier", "statements").contains(line.key())) {
                said.put(line.key(), line.value());
            }
        }
        assertThat(found).as(file.path().toString()).containsExactlyInAnyOrderEntriesOf(said);
    }

    private void envelope(VectorFile file) throws Refused {
        ReaderInputs inputs = inputs(file);
        Map<String, String> found = new LinkedHashMap<>();
        String why = "";
        try {
            Opened opened = EnvelopeReader.open(file.body(), inputs);
            found.put("expect", "opened");
            found.putAll(opened.lines());
        } catch (Refused e) {
            found.put("expect", e.answer());
            why = ": " + e.getMessage();
        }
        assertThat(found).as(file.path() + why).containsExactlyInAnyOrderEntriesOf(said(file));
    }

    private Map<String, String> said(VectorFile file) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("expect", file.required("expect"));
        for (VectorFile.Line line : file.lines()) {
            if (!GIVEN.contains(line.key())) {
                boolean sender = line.key().equals("sender");
                String twice = said.put(line.key(), sender ? CAST.identifier(line.value()) : line.value());
                assertThat(twice).as("a second " + line.key()).isNull();
            }
        }
        return said;
    }

    /** The rules with identifiers in place of names. */
    private List<String> forbidden(VectorFile file) {
        return file.all("forbidden").stream()
                .map(rule -> {
                    String[] words = rule.split(" ", 2);
                    String sender = CAST.identifier(words[0]);
                    return words.length == 1 ? sender : sender + " " + words[1];
                })
                .toList();
    }

    private ReaderInputs inputs(VectorFile file) throws Refused {
        KnownCards cards = new KnownCards();
        for (String card : file.all("card")) {
            cards.add(CAST.card(card));
        }
        Set<Integer> minimum = new LinkedHashSet<>();
        for (String suite : file.one("minimum").orElse("1 2 3 4").split(" ", -1)) {
            minimum.add(Integer.parseInt(suite));
        }
        Set<String> pairwise = new LinkedHashSet<>();
        file.all("pairwise").forEach(name -> pairwise.add(CAST.identifier(name)));
        List<byte[]> epochs =
                file.all("epoch").stream().map(Base64.getDecoder()::decode).toList();
        return new ReaderInputs(
                CAST.identity(file.required("reader")),
                cards,
                Long.parseLong(file.required("now")),
                file.one("context").orElse(""),
                file.one("mode").orElse("live").equals("live"),
                minimum,
                pairwise,
                epochs,
                file.one("handled"),
                forbidden(file),
                Set.copyOf(file.all("accepted")),
                Long.parseLong(file.one("memory").orElse("67108864")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Envelopes that {@link Sealer} itself makes, so that the build notices when its bytes change. */
final class SealedCases {
    private final VectorCast cast;

    private SealedCases(VectorCast cast) {
        this.cast = cast;
    }

    static void add(VectorCases cases) {
        SealedCases sealed = new SealedCases(cases.cast());
        String[][] pairs = {{"alice", "bob"}, {"dave", "dora"}, {"erin", "bob"}, {"frank", "fay"}};
        for (Suite suite : Suite.values()) {
            String[] pair = pairs[suite.id() - 1];
            for (Proof proof : Proof.values()) {
                String name = "sealer-" + suite.label() + "-" + proof.label();
                Draft draft = Draft.to(pair[1])
                        .suite(suite)
                        .proof(proof)
                        .context("orders")
                        .part("body", "two apples");
                cases.add(sealed.file(name, pair[0], pair[1], draft));
            }
        }
        Draft many = Draft.to("bob", "carol")
                .context("orders")
                .hidden()
                .addressed()
                .part("body", "two apples")
                .part("pii", "4111 1111", "carol");
        cases.add(sealed.file("sealer-hidden-addressed", "alice", "carol", many));
    }

    private VectorText file(String name, String from, String to, Draft draft) {
        Sealer sealer = Sealer.of(
                cast.get(from).identity(Primitives.portable()),
                directory(),
                Policy.knownInAnyProof(),
                Journal.none(),
                Ground.of(() -> World.NOW, new Person.Seeds(name)),
                Primitives.portable());
        SealedMessage sealed = sealer.seal(draft).orThrow();
        List<VectorText.Line> lines = new ArrayList<>();
        Map<String, String> values = values(sealed, draft);
        add(lines, "spec", "envelope.md §5");
        add(lines, "comment", "made by Sealer");
        add(lines, "expect", "opened");
        add(lines, "reader", to);
        add(lines, "card", from);
        add(lines, "now", Long.toString(EnvelopeForge.NOW + 1000));
        add(lines, "context", "orders");
        if (draft.proof() == Proof.PAIRWISE) {
            add(lines, "pairwise", from);
        }
        values.forEach((key, value) -> add(lines, key, key.equals("sender") ? from : value));
        draft.pieces().forEach(piece -> {
            byte[] content = ((Content.InMemory) piece.content()).bytes().toArray();
            String hash = ProviderSets.hex(Primitives.portable().sha256(content));
            add(lines, "part " + piece.name(), "- " + content.length + " " + hash);
        });
        return new VectorText("envelope/valid", name, lines, sealed.envelope().toArray());
    }

    private static Map<String, String> values(SealedMessage sealed, Draft draft) {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        values.put("suite", "" + draft.suite().orElse(Suite.HYBRID).id());
        values.put("sender", "");
        values.put("statement", "0");
        values.put("kind", draft.proof().label());
        values.put("epoch-id", sealed.epochId().hex());
        values.put("counter", "0");
        values.put("digest", Inspection.of(sealed.envelope()).orThrow().digest().hex());
        values.put("created", "" + EnvelopeForge.NOW);
        values.put("got-context", "orders");
        return values;
    }

    private static void add(List<VectorText.Line> lines, String key, String value) {
        lines.add(new VectorText.Line(key, value));
    }

    private Directory directory() {
        return new Directory() {
            @Override
            public Finding byName(String name) {
                return new Finding.Found(cast.get(name).card(), name, OptionalInt.empty());
            }

            @Override
            public Finding byIdentifier(Identifier identifier) {
                return new Finding.Unknown();
            }
        };
    }
}

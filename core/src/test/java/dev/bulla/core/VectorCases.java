// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All vectors, in memory. Each case makes one file; no case depends on another. */
final class VectorCases {
    private final VectorCast cast = new VectorCast();
    private final Map<String, VectorText> all = new LinkedHashMap<>();

    private VectorCases() {}

    static List<VectorText> all() {
        VectorCases cases = new VectorCases();
        cases.cast.files().forEach(cases::add);
        ValidCases.add(cases);
        ValidEdgeCases.add(cases);
        SealedCases.add(cases);
        InvalidFramingCases.add(cases);
        InvalidCoreCases.add(cases);
        InvalidSlotCases.add(cases);
        InvalidSenderCases.add(cases);
        InvalidProofCases.add(cases);
        InvalidHeaderCases.add(cases);
        InvalidTimeCases.add(cases);
        InvalidPartCases.add(cases);
        IdentityCases.add(cases);
        InvalidIdentityCases.add(cases);
        return new ArrayList<>(cases.all.values());
    }

    VectorCast cast() {
        return cast;
    }

    void add(VectorText text) {
        if (all.put(text.path(), text) != null) {
            throw new IllegalArgumentException("two vectors are " + text.path());
        }
    }

    void opened(String name, String section, String comment, Consumer<EnvelopeCase> change) {
        envelope(name, section, "opened", comment, change);
    }

    void refused(String name, String section, String problem, String comment, Consumer<EnvelopeCase> change) {
        boolean passes = Problem.valueOf(problem).mayPass();
        envelope(name, section, (passes ? "unavailable " : "refused ") + problem, comment, change);
    }

    void malformed(String name, String section, String comment, Consumer<EnvelopeCase> change) {
        refused(name, section, "MALFORMED", comment, change);
    }

    void notAuthentic(String name, String section, String comment, Consumer<EnvelopeCase> change) {
        refused(name, section, "NOT_AUTHENTIC", comment, change);
    }

    void envelope(String name, String section, String expect, String comment, Consumer<EnvelopeCase> change) {
        EnvelopeCase one = new EnvelopeCase(cast, name, "envelope.md " + section, comment, expect);
        change.accept(one);
        add(one.text());
    }
}

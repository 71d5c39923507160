// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lines of an envelope's vector that say what a reader learns. */
final class VectorLearnt {
    /** All other lines say what a reader is given. */
    static final Set<String> GIVEN = Set.of(
            "spec",
            "comment",
            "reader",
            "card",
            "now",
            "context",
            "mode",
            "minimum",
            "pairwise",
            "forbidden",
            "memory",
            "accepted",
            "epoch",
            "handled");

    private VectorLearnt() {}

    /** What the file says. */
    static Map<String, String> said(VectorText vector) {
        Map<String, String> said = new LinkedHashMap<>();
        for (VectorText.Line line : vector.lines()) {
            if (!GIVEN.contains(line.key())) {
                boolean sender = line.key().equals("sender");
                said.put(
                        line.key(),
                        sender ? VectorScene.identifier(line.value()).hex() : line.value());
            }
        }
        return said;
    }

    /** What was opened says. Reads every part. */
    static Map<String, String> of(Opened opened, Bytes envelope) {
        Inspection seen = Inspection.of(envelope).orThrow();
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("expect", "opened");
        lines.put("suite", Integer.toString(opened.suite().id()));
        lines.put("sender", opened.sender().identifier().value().hex());
        lines.put("statement", Integer.toString(opened.sender().statement()));
        lines.put("kind", opened.proof().label());
        lines.put("epoch-id", seen.epochId().hex());
        lines.put("counter", Integer.toString(seen.counter()));
        lines.put("digest", opened.digest().hex());
        lines.put("created", Long.toString(opened.created().toEpochMilli()));
        put(lines, "expires", opened.expires().map(at -> Long.toString(at.toEpochMilli())));
        put(lines, "got-context", text(opened.context()));
        put(lines, "content-type", text(opened.contentType()));
        put(lines, "correlation", opened.correlation().map(Bytes::hex));
        put(lines, "reply-context", text(opened.replyContext()));
        put(lines, "traceparent", opened.trace().map(Trace::parent));
        opened.attributes().forEach((name, value) -> lines.put("attribute " + name, value));
        for (Part part : opened.parts()) {
            lines.put("part " + part.name(), part.fold(VectorLearnt::described, withheld -> "withheld"));
        }
        return lines;
    }

    private static Optional<String> text(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static void put(Map<String, String> lines, String key, Optional<String> value) {
        value.ifPresent(present -> lines.put(key, present));
    }

    private static String described(Part.Readable part) {
        byte[] content = part.bytes().toArray();
        String type = part.mediaType().isEmpty() ? "-" : part.mediaType();
        return type + " " + content.length + " "
                + ProviderSets.hex(Primitives.portable().sha256(content));
    }
}

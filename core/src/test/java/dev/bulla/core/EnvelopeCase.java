// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** One file of {@code vectors/envelope}: an envelope to be forged, who opens it with what, and what comes of it. */
final class EnvelopeCase {
    private static final List<String> KINDS = List.of("signature", "batch", "pairwise");

    private final VectorCast cast;
    private final String name;
    private final String spec;
    private final String comment;
    private final String expect;
    private final List<VectorText.Line> given = new ArrayList<>();
    private final List<Function<EnvelopeForge, byte[]>> epochs = new ArrayList<>();
    EnvelopeForge forge;
    String reader = "";
    String sender = "";
    List<String> cards = List.of();
    long now = EnvelopeForge.NOW + 1000;
    /** Whether the reader's journal shows that it accepted this message before. */
    boolean accepted;

    UnaryOperator<byte[]> file = bytes -> bytes;

    EnvelopeCase(VectorCast cast, String name, String spec, String comment, String expect) {
        this.cast = cast;
        this.name = name;
        this.spec = spec;
        this.comment = comment;
        this.expect = expect;
        this.forge = between(Suite.HYBRID, "alice", "bob");
    }

    /** From whom to whom; the first recipient opens, and has the sender's card. */
    EnvelopeForge between(Suite suite, String from, String... to) {
        sender = from;
        reader = to[0];
        cards = List.of(from);
        CardForge[] readers = Arrays.stream(to).map(cast::get).toArray(CardForge[]::new);
        forge = new EnvelopeForge(name, suite, cast.get(from), readers);
        return forge;
    }

    CardForge person(String who) {
        return cast.get(who);
    }

    EnvelopeCase given(String key, String value) {
        given.add(new VectorText.Line(key, value));
        return this;
    }

    /** The sender and his statement, when the epoch and the message are made, and when they are opened. */
    EnvelopeForge at(String from, int statement, long moment) {
        EnvelopeForge made = between(Suite.HYBRID, from, "bob");
        made.statement = statement;
        made.created = moment;
        made.epochCreated = moment;
        made.epochNotAfter = moment + Limits.EPOCH_MILLIS;
        now = moment + 1000;
        return made;
    }

    /** The reader can fetch the epoch; a second epoch line follows the first. */
    EnvelopeCase fetches(UnaryOperator<byte[]> change) {
        epochs.add(made -> change.apply(made.epochObject));
        return this;
    }

    VectorText text() {
        byte[] body = file.apply(forge.build());
        List<VectorText.Line> lines = new ArrayList<>();
        add(lines, "spec", spec);
        add(lines, "comment", comment);
        add(lines, "expect", expect);
        add(lines, "reader", reader);
        cards.forEach(card -> add(lines, "card", card));
        add(lines, "now", Long.toString(now));
        lines.addAll(given);
        if (accepted) {
            add(lines, "accepted", ProviderSets.hex(forge.digest));
        }
        epochs.forEach(epoch -> add(lines, "epoch", Base64.getEncoder().encodeToString(epoch.apply(forge))));
        boolean opened = expect.equals("opened");
        if (opened) {
            learnt(lines);
        }
        return new VectorText("envelope/" + (opened ? "valid" : "invalid"), name, lines, body);
    }

    private void learnt(List<VectorText.Line> lines) {
        add(lines, "suite", Integer.toString(forge.suite.id()));
        add(lines, "sender", sender);
        add(lines, "statement", Integer.toString(forge.statement));
        add(lines, "kind", KINDS.get(forge.kind));
        add(lines, "epoch-id", ProviderSets.hex(forge.epochId));
        add(lines, "counter", Integer.toString(forge.counter));
        add(lines, "digest", ProviderSets.hex(forge.digest));
        header(lines, "created", 1);
        header(lines, "expires", 2);
        header(lines, "got-context", 3);
        header(lines, "content-type", 4);
        header(lines, "correlation", 7);
        header(lines, "reply-context", 8);
        if (forge.header.get(9) instanceof List<?> trace) {
            add(lines, "traceparent", (String) trace.get(0));
        }
        if (forge.header.get(6) instanceof Map<?, ?> attributes) {
            attributes.forEach((key, value) -> add(lines, "attribute " + key, value.toString()));
        }
        List<Integer> opens = forge.targets.stream()
                .filter(target ->
                        Arrays.equals(target.identifier, cast.get(reader).identifier()))
                .findFirst()
                .orElseThrow()
                .opens;
        for (PartForge part : forge.parts) {
            add(lines, "part " + part.name, opens.contains(part.compartment) ? described(part) : "withheld");
        }
    }

    private void header(List<VectorText.Line> lines, String key, int number) {
        Object value = forge.header.get(number);
        if (value != null) {
            add(lines, key, value instanceof byte[] bytes ? ProviderSets.hex(bytes) : value.toString());
        }
    }

    private static String described(PartForge part) {
        String type = part.mediaType.isEmpty() ? "-" : part.mediaType;
        return type + " " + part.content.length + " "
                + ProviderSets.hex(Primitives.portable().sha256(part.content));
    }

    private static void add(List<VectorText.Line> lines, String key, String value) {
        lines.add(new VectorText.Line(key, value));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What an envelope's vector says about its reader, as this library takes it; and what comes of opening it. */
final class VectorScene {
    private static final Map<String, VectorText> CAST = new HashMap<>();
    private static final Map<String, Card> CARDS = new ConcurrentHashMap<>();
    private static final Map<String, Identity> READERS = new ConcurrentHashMap<>();

    private final VectorText vector;
    private final Primitives primitives;
    private final Map<Identifier, Directory.Finding.Found> known = new LinkedHashMap<>();

    VectorScene(VectorText vector, Primitives primitives) {
        this.vector = vector;
        this.primitives = primitives;
        vector.all("card").forEach(this::pin);
    }

    private static synchronized VectorText cast(String name) {
        if (CAST.isEmpty()) {
            VectorText.read("cast").forEach(file -> CAST.put(file.name(), file));
        }
        return java.util.Objects.requireNonNull(CAST.get(name), name);
    }

    static Bytes identifier(String name) {
        return Bytes.parseHex(cast(name).required("identifier"));
    }

    private Card card(String reference) {
        return CARDS.computeIfAbsent(primitives.name() + " " + reference, key -> readCard(reference));
    }

    private Card readCard(String reference) {
        String[] words = reference.split("@", -1);
        Card card = Card.decode(cast(words[0]).body(), primitives).orThrow();
        return words.length == 1 ? card : Card.of(card.chain().subList(0, Integer.parseInt(words[1]) + 1));
    }

    /** The first card of an identity is the pin; a longer one that agrees replaces it, another one is a fork. */
    private void pin(String reference) {
        Card card = card(reference);
        Directory.Finding.Found before = known.get(card.identifier());
        Card newest = before == null || card.statements() > before.card().statements() ? card : before.card();
        OptionalInt fork = OptionalInt.empty();
        Optional<Integer> differs =
                before == null ? Optional.empty() : before.card().forkedFrom(card);
        if (before != null && differs.isPresent()) {
            newest = before.card();
            fork = OptionalInt.of(differs.get());
        }
        known.put(card.identifier(), new Directory.Finding.Found(newest, reference, fork));
    }

    private Identity reader() {
        String name = vector.required("reader");
        return READERS.computeIfAbsent(primitives.name() + " " + name, key -> readReader(cast(name)));
    }

    private Identity readReader(VectorText file) {
        Map<Integer, Map<Kem, Secret>> kems = new HashMap<>();
        for (VectorText.Line line : file.lines()) {
            String[] words = line.key().split(" ", -1);
            if (words[0].equals("kem")) {
                Kem kem = Kem.withId(Integer.decode(words[2])).orElseThrow();
                kems.computeIfAbsent(Integer.valueOf(words[1]), n -> new HashMap<>())
                        .put(kem, Secret.of(ProviderSets.hex(line.value())));
            }
        }
        Map<Integer, DailyKeys> keys = new HashMap<>();
        kems.forEach((number, byKem) -> keys.put(number, DailyKeys.of(new EnumMap<>(SignatureScheme.class), byKem)));
        return new Identity(card(file.name()), HeldKeys.of(keys, primitives));
    }

    private Directory directory() {
        return new Directory() {
            @Override
            public Finding byName(String name) {
                return new Finding.Unknown();
            }

            @Override
            public Finding byIdentifier(Identifier identifier) {
                Finding found = known.get(identifier);
                return found == null ? new Finding.Unknown() : found;
            }
        };
    }

    private Policy policy() {
        Set<Bytes> pairwise = new TreeSet<>(java.util.Comparator.comparing(Bytes::hex));
        vector.all("pairwise").forEach(name -> pairwise.add(identifier(name)));
        return question -> {
            Bytes sender = question.subject().value();
            boolean allowed = question.proof() != Proof.PAIRWISE || pairwise.contains(sender);
            for (String rule : vector.all("forbidden")) {
                String[] words = rule.split(" ", 2);
                boolean applies = words.length == 1 || words[1].equals(question.context());
                allowed &= !applies || !identifier(words[0]).equals(sender);
            }
            return allowed ? Policy.Answer.yes("") : Policy.Answer.no("");
        };
    }

    private Journal journal() {
        List<String> accepted = vector.all("accepted");
        return new Journal() {
            @Override
            public void append(Entry entry) {}

            @Override
            public boolean accepted(Bytes digest) {
                return accepted.contains(digest.hex());
            }
        };
    }

    private ReplayTable replay(Identity reader, Instant now) {
        String handled = vector.one("handled").orElse("");
        MemoryReplay table = MemoryReplay.of(Instant.MIN);
        if (handled.equals("full")) {
            return new FullTable(table);
        }
        if (!handled.isEmpty()) {
            Inspection seen = Inspection.of(Bytes.of(vector.body())).orThrow();
            Identifier sender = known.keySet().iterator().next();
            ReplayTable.Window window = table.window(
                            reader.identifier(), sender, seen.epochId(), now.plus(Duration.ofDays(2)), now)
                    .orElseThrow();
            window.claim(seen.counter(), now, now.plus(Limits.LEASE));
            if (handled.equals("done")) {
                window.done(seen.counter());
            }
        }
        return table;
    }

    /** A table that knows all it knew and has room for nothing more. */
    private record FullTable(ReplayTable table) implements ReplayTable {
        @Override
        public Optional<Window> known(Identifier own, Identifier sender, Bytes epochId) {
            return table.known(own, sender, epochId);
        }

        @Override
        public Optional<Window> window(
                Identifier own, Identifier sender, Bytes epochId, Instant keepUntil, Instant now) {
            return Optional.empty();
        }

        @Override
        public Instant since() {
            return table.since();
        }
    }

    /** An opener as the vector describes it, who has opened nothing so far. */
    Opener opener() {
        Instant now = Instant.ofEpochMilli(Long.parseLong(vector.required("now")));
        Identity reader = reader();
        Set<Suite> suites = new TreeSet<>();
        for (String id : vector.one("minimum").orElse("1 2 3 4").split(" ", -1)) {
            suites.add(Suite.withId(Long.parseLong(id)).orElseThrow());
        }
        int memory = Integer.parseInt(vector.one("memory").orElse("" + Limits.MEMORY_BYTES));
        return Opener.of(
                reader,
                directory(),
                policy(),
                journal(),
                replay(reader, now),
                new Opener.Settings(suites, Limits.LONGEST_LIFE, memory),
                Ground.of(() -> now, new Person.Seeds("scene")),
                primitives);
    }

    private List<Expectation> expectations() {
        Expectation expectation = Expectation.of(vector.one("context").orElse(""));
        Expectation asked = vector.one("mode").orElse("live").equals("archive") ? expectation.inArchive() : expectation;
        List<Expectation> all = new ArrayList<>();
        vector.all("epoch")
                .forEach(epoch ->
                        all.add(asked.withEpoch(Bytes.of(Base64.getDecoder().decode(epoch)))));
        return all.isEmpty() ? List.of(asked) : all;
    }

    /** What the vector should say. An adapter tries each epoch object that it can fetch. */
    Map<String, String> found(boolean streamed) throws IOException {
        Map<String, String> found = Map.of();
        for (Expectation expectation : expectations()) {
            found = found(opener(), expectation, streamed);
            if (!found.containsValue("unavailable " + Problem.EPOCH_UNKNOWN)) {
                return found;
            }
        }
        return found;
    }

    private Map<String, String> found(Opener opener, Expectation expectation, boolean streamed) throws IOException {
        Bytes envelope = Bytes.of(vector.body());
        Opening opening = streamed ? opener.open(envelope::stream, expectation) : opener.open(envelope, expectation);
        try {
            return opening.fold(
                    opened -> VectorLearnt.of(opened, envelope),
                    notForMe -> Map.of("expect", "not_for_me"),
                    refused -> Map.of("expect", "refused " + refused.problem()),
                    unavailable -> Map.of("expect", "unavailable " + unavailable.problem()));
        } catch (ProblemException whileReading) {
            return Map.of("expect", "refused " + whileReading.problem());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Card;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Statement;
import dev.bulla.core.Suite;
import dev.bulla.vault.OwnIdentity;
import dev.bulla.vault.Pin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/** Cards as the command tells of them. */
final class Cards {
    /** A card that ends sooner deserves a warning. */
    static final Duration SOON = Duration.ofDays(7);

    private static final int BRIEF_DIGITS = 8;

    private Cards() {}

    /** A card under its name in this home. */
    record Named(String name, String kind, Card card, OptionalInt forkedFrom) {
        static Named of(OwnIdentity own) {
            return new Named(own.name(), "own", own.card(), OptionalInt.empty());
        }

        static Named of(Pin pin) {
            return new Named(pin.name(), "pinned", pin.card(), pin.forkedFrom());
        }

        Json json() {
            return Cards.json(name, kind, card).put("state", state(card, forkedFrom, Instant.now()));
        }
    }

    /** All of a home, own ones first. */
    static List<Named> all(Bulla bulla) {
        List<Named> all = new ArrayList<>();
        bulla.home().identities().forEach(own -> all.add(Named.of(own)));
        bulla.home().pins().forEach(pin -> all.add(Named.of(pin)));
        return all;
    }

    /** The one of this name, of this identifier, or of the only identifier that begins so. */
    static Named named(Bulla bulla, String name) {
        List<Named> all = all(bulla);
        for (Named named : all) {
            if (named.name().equals(name)) {
                return named;
            }
        }
        List<Named> begin = all.stream()
                .filter(named -> name.length() >= BRIEF_DIGITS
                        && named.card().identifier().toString().startsWith(name))
                .toList();
        if (begin.size() == 1) {
            return begin.get(0);
        }
        throw Failure.of(
                Problem.NAME_UNKNOWN,
                "nobody is called " + Shown.text(name) + " here",
                "bulla identity list shows all names");
    }

    /** What was done to an identity of this home, or why not: the name may be of somebody else. */
    static <T> T own(Bulla bulla, String name, Outcome<T> outcome, Function<Outcome.Bad<?>, Failure> otherwise) {
        return outcome.fold(good -> good.value(), bad -> {
            if (bad.problem() != Problem.NAME_UNKNOWN) {
                throw otherwise.apply(bad);
            }
            Named named = named(bulla, name);
            throw Failure.of(
                    Problem.NAME_UNKNOWN,
                    "no identity of this home is called " + Shown.text(name),
                    named.kind().equals("own")
                            ? "its name is " + named.name()
                            : named.name()
                                    + " is somebody else's card, which only its owner changes; bulla identity forget "
                                    + named.name() + " releases the name");
        });
    }

    /** An identifier in groups, to be read aloud. */
    static String aloud(Card card) {
        return card.identifier().toString().replaceAll("(.{8})(?=.)", "$1 ");
    }

    /** In one word. */
    static String state(Card card, OptionalInt forkedFrom, Instant now) {
        if (forkedFrom.isPresent()) {
            return "forked";
        }
        if (card.head().closed()) {
            return card.head().compromised().isEmpty() ? "retired" : "revoked";
        }
        return card.unfit(now).isPresent()
                ? "expired"
                : now.plus(SOON).isAfter(card.head().notAfter()) ? "expiring" : "good";
    }

    /** What a list tells of a card. */
    static Json json(String name, String kind, Card card) {
        Statement head = card.head();
        return Json.object()
                .put("name", name)
                .put("kind", kind)
                .put("identifier", card.identifier())
                .put("claims", card.name())
                .put("statement", head.number())
                .put("created", head.created())
                .put("not_after", head.notAfter())
                .put("closed", head.closed())
                .put("signs", labels(head.signs()))
                .put("opens", labels(head.opens()));
    }

    /** What there is to tell of a statement. */
    static Json json(Statement statement) {
        Map<String, String> keys = new LinkedHashMap<>();
        KeyIds.of(statement).forEach((suite, id) -> keys.put(suite.label(), id));
        return Json.object()
                .put("number", statement.number())
                .put("claims", statement.name())
                .put("created", statement.created())
                .put("not_after", statement.notAfter())
                .put("closed", statement.closed())
                .put("signs", labels(statement.signs()))
                .put("opens", labels(statement.opens()))
                .put("key_ids", keys)
                .put("compromised", statement.compromised());
    }

    /** All statements of a card. */
    static List<Statement> statements(Card card) {
        List<Statement> all = new ArrayList<>();
        for (int i = 0; i < card.statements(); i++) {
            all.add(card.statement(i).orElseThrow());
        }
        return all;
    }

    /** The statements for people, a line or two each. */
    static List<String> lines(Card card) {
        List<String> lines = new ArrayList<>();
        for (Statement statement : statements(card)) {
            if (statement.closed()) {
                lines.add("statement " + statement.number() + "   " + statement.created() + "  ends the identity");
            } else {
                lines.add("statement " + statement.number() + "   " + statement.created() + "  until "
                        + statement.notAfter() + "  signs " + String.join(",", labels(statement.signs())) + "  opens "
                        + String.join(",", labels(statement.opens())));
                KeyIds.of(statement)
                        .forEach((suite, id) -> lines.add("  key " + id.substring(0, 16) + "  " + suite.label()));
            }
        }
        if (!card.head().compromised().isEmpty()) {
            lines.add("stolen        the keys of statements " + card.head().compromised());
        }
        return lines;
    }

    static List<String> labels(Collection<Suite> suites) {
        return suites.stream()
                .sorted(Comparator.naturalOrder())
                .map(Suite::label)
                .toList();
    }
}

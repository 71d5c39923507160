// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Cards that are valid. */
final class IdentityCases {
    private static final long NOW = EnvelopeForge.NOW;

    private IdentityCases() {}

    static void add(VectorCases cases) {
        for (Suite suite : Suite.values()) {
            valid(
                    cases,
                    suite.label(),
                    "§2",
                    "a new identity",
                    new CardForge("card", suite).open(CardForge.BIRTH, suite, s -> {}));
        }
        valid(cases, "rotated", "§3", "two statements", cases.cast().get("rita"));
        valid(
                cases,
                "compromised",
                "§7",
                "the first statement's keys were stolen",
                cases.cast().get("vera"));
        valid(cases, "retired", "§7", "closed in order", cases.cast().get("cleo"));
        valid(cases, "revoked", "§7", "closed, all compromised", cases.cast().get("rex"));
        valid(cases, "expired", "§5", "expired cards are valid", cases.cast().get("omar"));
        Set<Suite> all = EnumSet.allOf(Suite.class);
        valid(cases, "all-suites", "§2", "every suite", cases.cast().get("polly"));
        valid(
                cases,
                "opens-more-than-signs",
                "§2",
                "opens four suites, signs with one",
                new CardForge("card", Suite.HYBRID).open(CardForge.BIRTH, all, EnumSet.of(Suite.NIST), s -> {}));
        valid(
                cases,
                "other-control-suite",
                "§3",
                "control by ECDSA, signs with Ed25519",
                new CardForge("card", Suite.NIST).open(CardForge.BIRTH, Suite.CLASSIC, s -> {}));
        valid(cases, "longest-life", "§2", "90 days, and a name of 128 bytes", longest());
        CardForge many = CardForge.usual("card", Suite.CLASSIC);
        for (int i = 1; i < 64; i++) {
            many.open(CardForge.BIRTH, Suite.CLASSIC, s -> {});
        }
        valid(cases, "chain-of-64", "§3", "as many statements as there may be, all of one moment", many);
        valid(
                cases,
                "almost-now",
                "§5",
                "created 60 s after now",
                new CardForge("card", Suite.HYBRID).open(NOW + Limits.SKEW_MILLIS, Suite.HYBRID, s -> {}));
        valid(cases, "compromised-grows", "§2", "the list grows and never shrinks", grown());
    }

    private static CardForge longest() {
        CardForge card = new CardForge("card", Suite.HYBRID);
        card.life = 90 * CardForge.DAY;
        return card.open(CardForge.BIRTH, Suite.HYBRID, s -> s.set(CardForge.NAME, "é".repeat(64)));
    }

    private static CardForge grown() {
        return CardForge.usual("card", Suite.HYBRID)
                .open(CardForge.BIRTH + 1, Suite.HYBRID, s -> s.set(CardForge.STATE, state(0, 0)))
                .open(CardForge.BIRTH + 2, Suite.HYBRID, s -> s.set(CardForge.STATE, state(0, 0, 1)));
    }

    static List<Object> state(int closed, Object... compromised) {
        return CborTree.list(closed, CborTree.list(compromised));
    }

    private static void valid(VectorCases cases, String name, String section, String comment, CardForge card) {
        cases.add(new VectorText(
                "identity/valid",
                name,
                List.of(
                        new VectorText.Line("spec", "identity.md " + section),
                        new VectorText.Line("comment", comment),
                        new VectorText.Line("expect", "valid"),
                        new VectorText.Line("now", Long.toString(NOW)),
                        new VectorText.Line("identifier", ProviderSets.hex(card.identifier())),
                        new VectorText.Line("statements", Integer.toString(card.chain.size()))),
                card.encode()));
    }
}

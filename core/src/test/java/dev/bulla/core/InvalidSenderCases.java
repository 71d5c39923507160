// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.EnvelopeForge.NOW;

import java.util.List;

/** Senders nobody knows, statements that may not speak, policy, replay (steps 5 to 8, and 14). */
final class InvalidSenderCases {
    private static final int PAIRWISE = EnvelopeForge.PAIRWISE;

    private InvalidSenderCases() {}

    static void add(VectorCases cases) {
        cards(cases);
        suites(cases);
        policy(cases);
        replay(cases);
    }

    private static void cards(VectorCases cases) {
        cases.refused("sender-unknown", "§8", "UNTRUSTED_SENDER", "the reader has no card of the sender", c -> {
            c.cards = List.of("carol");
        });
        cases.refused("card-stale", "§8", "CARD_STALE", "the card known ends before the statement that signs", c -> {
            c.at("rita", 1, NOW);
            c.cards = List.of("rita@0");
        });
        cases.refused(
                "card-stale-63", "§8", "CARD_STALE", "statement 63 of an identity of one", c -> c.forge.statement = 63);
        cases.refused("forked", "§8", "IDENTITY_FORKED", "two second statements are known", c -> {
            c.at("fork-a", 1, NOW);
            c.cards = List.of("fork-a", "fork-b");
        });
        cases.refused("forked-before-stale", "§8", "IDENTITY_FORKED", "a fork below a statement nobody knows", c -> {
            c.at("fork-a", 2, NOW);
            c.cards = List.of("fork-a", "fork-b");
        });
    }

    private static void suites(VectorCases cases) {
        cases.refused("suite-not-signed", "§8", "SUITE_REFUSED", "the statement does not sign with this suite", c -> {
            c.between(Suite.PQ, "erin", "bob");
            c.forge.suite = Suite.HYBRID;
            c.forge.targets.clear();
            c.forge.target(c.person("bob"), 0, 0);
        });
        cases.refused(
                "suite-signed-no-more", "§8", "SUITE_REFUSED", "the newest statement does not sign with it", c -> {
                    c.between(Suite.CLASSIC, "sam", "dora");
                    c.forge.created = VectorCast.CHANGE;
                    c.forge.epochCreated = VectorCast.CHANGE;
                    c.forge.epochNotAfter = VectorCast.CHANGE + 1000;
                    c.now = VectorCast.CHANGE;
                });
        cases.refused(
                "statement-closed", "§8", "SUITE_REFUSED", "the statement that closes an identity signs nothing", c -> {
                    c.at("cleo", 1, NOW);
                });
    }

    private static void policy(VectorCases cases) {
        cases.refused(
                "policy-arrive", "§8", "FORBIDDEN", "policy forbids this sender", c -> c.given("forbidden", "alice"));
        cases.refused("policy-receive", "§8", "FORBIDDEN", "policy forbids this sender this context", c -> {
            c.forge.header.put(3, "orders");
            c.given("context", "orders").given("forbidden", "alice orders");
        });
        cases.refused("pairwise-not-allowed", "§8", "PAIRWISE_REFUSED", "nobody may send pairwise", c -> {
            c.forge.kind = PAIRWISE;
        });
        cases.refused("pairwise-in-archive", "§8", "PAIRWISE_REFUSED", "pairwise is live only", c -> {
            c.forge.kind = PAIRWISE;
            c.given("pairwise", "alice").given("mode", "archive");
        });
        cases.refused("pairwise-late", "§8", "PAIRWISE_REFUSED", "a millisecond after not-after and the skew", c -> {
            c.forge.kind = PAIRWISE;
            c.now = c.forge.epochNotAfter + Limits.SKEW_MILLIS + 1;
            c.given("pairwise", "alice");
        });
    }

    private static void replay(VectorCases cases) {
        cases.refused("replayed", "§10", "REPLAYED", "it was handled", c -> c.given("handled", "done"));
        cases.refused("replayed-pairwise", "§10", "REPLAYED", "it was handled", c -> {
            c.forge.kind = PAIRWISE;
            c.given("pairwise", "alice").given("handled", "done");
        });
        cases.refused("in-flight", "§10", "IN_FLIGHT", "another worker has it", c -> c.given("handled", "in-flight"));
        cases.refused("replay-full", "§10", "REPLAY_FULL", "no room for its epoch", c -> c.given("handled", "full"));
    }
}

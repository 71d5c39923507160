// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.EnvelopeForge.NOW;

import java.util.Map;

/** Envelopes that open though they stand at an edge: of the header, of time, of the sender's standing. */
final class ValidEdgeCases {
    private static final long SKEW = Limits.SKEW_MILLIS;
    private static final long DAY = CardForge.DAY;
    private static final long MINUTE = 60_000;

    private ValidEdgeCases() {}

    static void add(VectorCases cases) {
        header(cases);
        unknownKeys(cases);
        times(cases);
        standing(cases);
        receivers(cases);
    }

    private static void header(VectorCases cases) {
        cases.opened("header-everything", "§6", "every field of the header", c -> {
            Map<Object, Object> header = c.forge.header;
            Map<Object, Object> attributes = CborTree.map();
            attributes.put("region", "north, naïve");
            attributes.put("a-much-longer-name.of_24", "");
            header.put(2, NOW + 1);
            header.put(3, "orders");
            header.put(4, "application/vnd.order");
            header.put(6, attributes);
            header.put(7, c.forge.fresh(32));
            header.put(8, "order replies");
            header.put(9, CborTree.list("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "vendor=1"));
            header.put(10, CborTree.list(c.person("bob").identifier()));
            c.given("context", "orders");
        });
        cases.opened("header-longest-texts", "§6", "a context of 128 bytes, a name of 128, 64 attributes", c -> {
            String longest = "é".repeat(64);
            Map<Object, Object> attributes = CborTree.map();
            for (int i = 0; i < 64; i++) {
                attributes.put("a" + i, "" + i);
            }
            c.forge.header.put(3, longest);
            c.forge.header.put(6, attributes);
            c.forge.part("_" + "n".repeat(127), "");
            c.given("context", longest);
        });
        cases.opened("context-compared-bytewise", "§1", "é as one code point", c -> {
            c.forge.header.put(3, "caf\u00e9");
            c.given("context", "caf\u00e9");
        });
        cases.opened("counter-last", "§5", "the last counter of an epoch", c -> c.forge.counter = 1_048_575);
    }

    private static void unknownKeys(VectorCases cases) {
        cases.opened("header-unknown-key", "§6", "negative keys are ignored", c -> {
            Map<Object, Object> inner = CborTree.map();
            inner.put("text", CborTree.NULL);
            inner.put(-5, new byte[3]);
            c.forge.header.put(-1, inner);
            c.forge.header.put(-70_000, "x");
        });
        cases.opened("header-unknown-key-deep", "§1", "four arrays and maps deep, and a number in the deepest", c -> {
            c.forge.header.put(-1, CborTree.list(CborTree.list(CborTree.list(1))));
        });
        cases.opened("header-unknown-key-least", "§6", "the least key there is, -2^64", c -> {
            c.forge.header.put(CborTree.raw("3b ffffffffffffffff"), CborTree.raw("1b ffffffffffffffff"));
        });
        cases.opened("header-unknown-keys-many", "§6", "a hundred keys that are not understood", c -> {
            for (int i = 1; i <= 100; i++) {
                c.forge.header.put(-i, i);
            }
        });
    }

    private static void times(VectorCases cases) {
        cases.opened(
                "time-created-early", "§9", "created the skew before its epoch", c -> c.forge.created = NOW - SKEW);
        cases.opened("time-created-late", "§9", "created at the epoch's not-after", c -> {
            c.forge.created = c.forge.epochNotAfter;
            c.now = c.forge.created;
        });
        cases.opened("time-clock-behind", "§9", "created the skew after now, in an epoch of that moment", c -> {
            c.now = NOW - SKEW;
        });
        cases.opened("time-expires-last-moment", "§9", "expires a millisecond after now less the skew", c -> {
            c.forge.header.put(2, NOW + 5000);
            c.now = NOW + 5000 + SKEW - 1;
        });
        cases.opened("time-expires-by-default", "§9", "without expires: the maximum life counts", c -> {
            c.now = NOW + DAY + SKEW - 1;
        });
        cases.opened("time-longest-life", "§9", "expires 24 h after created", c -> c.forge.header.put(2, NOW + DAY));
        cases.opened("archive-expired", "§9", "an archive reads what has expired, and what lives too long", c -> {
            c.forge.header.put(2, NOW + 2 * DAY);
            c.now = NOW + 20 * DAY;
            c.given("mode", "archive");
        });
        cases.opened("archive-future", "§9", "an archive does not look at its clock", c -> {
            c.now = NOW - DAY;
            c.given("mode", "archive");
        });
        cases.opened("archive-handled", "§10", "an archive reads what was handled", c -> {
            c.given("mode", "archive").given("handled", "done");
        });
        cases.opened("time-epoch-brief", "§4", "an epoch of one millisecond", c -> c.forge.epochNotAfter = NOW + 1);
    }

    private static void standing(VectorCases cases) {
        long change = VectorCast.CHANGE;
        cases.opened("sender-rotated", "§8", "under the sender's second statement", c -> c.at("rita", 1, NOW));
        cases.opened("sender-rotated-grace", "§8", "under the first, just within ten minutes of the second", c -> {
            c.at("rita", 0, change + 10 * MINUTE - 1);
        });
        cases.opened("sender-before-statement", "§8", "created the skew before its statement", c -> {
            c.at("rita", 1, change - SKEW);
        });
        cases.opened("sender-card-behind", "§8", "the card known ends with the statement that signs", c -> {
            c.at("rita", 0, change + MINUTE);
            c.cards = java.util.List.of("rita@0");
        });
        cases.opened("sender-retired", "§8", "said before the identity was closed in order", c -> {
            c.at("cleo", 0, change - 1);
            c.now = NOW;
        });
        cases.opened("sender-statement-last-moment", "§8", "created at its statement's not-after", c -> {
            c.at("omar", 0, CardForge.BIRTH + DAY);
        });
        cases.opened("sender-head-expired-archive", "§8", "the head has expired: no matter in an archive", c -> {
            c.at("omar", 0, CardForge.BIRTH);
            c.now = NOW;
            c.given("mode", "archive");
        });
        cases.opened("sender-suite-dropped-archive", "§8", "the newest statement signs this suite no more", c -> {
            c.between(Suite.CLASSIC, "sam", "dora");
            c.forge.created = change;
            c.forge.epochCreated = change;
            c.forge.epochNotAfter = change + MINUTE;
            c.given("mode", "archive");
        });
        cases.opened("sender-compromised-but-accepted", "§8", "the journal shows that it was accepted before", c -> {
            c.at("vera", 0, change - DAY);
            c.accepted = true;
            c.given("mode", "archive");
        });
        cases.opened("sender-forked-later", "§8", "below the fork", c -> {
            c.between(Suite.HYBRID, "fork-a", "bob");
            c.at("fork-a", 0, change - MINUTE);
            c.cards = java.util.List.of("fork-a", "fork-b");
        });
    }

    private static void receivers(VectorCases cases) {
        cases.opened("pairwise-last-moment", "§8", "pairwise at not-after and the skew", c -> {
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.now = c.forge.epochNotAfter + SKEW;
            c.given("pairwise", "alice");
        });
        cases.opened("suites-accepted", "§8", "the suite is among those accepted", c -> c.given("minimum", "1 3"));
        cases.opened("policy-other-context", "§8", "policy forbids the sender another context", c -> {
            c.given("forbidden", "alice orders");
        });
    }
}

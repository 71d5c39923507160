// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.EnvelopeForge.NOW;

/** Messages out of time, and statements that spoke when they no longer or not yet could (step 13). */
final class InvalidTimeCases {
    private static final long SKEW = Limits.SKEW_MILLIS;
    private static final long DAY = CardForge.DAY;
    private static final long CHANGE = VectorCast.CHANGE;
    private static final long GRACE = 600_000;

    private InvalidTimeCases() {}

    static void add(VectorCases cases) {
        times(cases);
        standing(cases);
    }

    private static void times(VectorCases cases) {
        cases.malformed("expires-at-once", "§9", "expires when it is created", c -> c.forge.header.put(2, NOW));
        cases.malformed("created-before-epoch", "§9", "created the skew and a millisecond before its epoch", c -> {
            c.forge.created = NOW - SKEW - 1;
        });
        cases.malformed("created-after-epoch", "§9", "created a millisecond after its epoch's not-after", c -> {
            c.forge.created = c.forge.epochNotAfter + 1;
            c.now = c.forge.created;
        });
        cases.malformed("created-after-epoch-archive", "§9", "the same in an archive", c -> {
            c.forge.created = c.forge.epochNotAfter + 1;
            c.given("mode", "archive");
        });
        cases.refused("not-yet", "§9", "NOT_YET", "created the skew and a millisecond after now", c -> {
            c.forge.created = NOW + 5000;
            c.now = NOW + 5000 - SKEW - 1;
        });
        cases.refused("expired", "§9", "EXPIRED", "expires at now less the skew", c -> {
            c.forge.header.put(2, NOW + 5000);
            c.now = NOW + 5000 + SKEW;
        });
        cases.refused("expired-by-default", "§9", "EXPIRED", "without expires: the maximum life is over", c -> {
            c.now = NOW + DAY + SKEW;
        });
        cases.refused("life-too-long", "§9", "LIFE_TOO_LONG", "expires 24 h and a millisecond after created", c -> {
            c.forge.header.put(2, NOW + DAY + 1);
        });
    }

    private static void standing(VectorCases cases) {
        cases.refused("before-statement", "§8", "CARD_EXPIRED", "created the skew and more before its statement", c -> {
            c.at("rita", 1, CHANGE - SKEW - 1);
        });
        cases.refused("after-statement", "§8", "CARD_EXPIRED", "created after its statement's not-after", c -> {
            c.at("omar", 0, CardForge.BIRTH + DAY + 1);
        });
        cases.refused("after-statement-archive", "§8", "CARD_EXPIRED", "in an archive too", c -> {
            c.at("omar", 0, CardForge.BIRTH + DAY + 1);
            c.given("mode", "archive");
        });
        cases.refused("head-expired", "§8", "CARD_EXPIRED", "the head's not-after is longer ago than the skew", c -> {
            c.at("omar", 0, CardForge.BIRTH + DAY - 1000);
            c.now = CardForge.BIRTH + DAY + SKEW + 1;
        });
        cases.refused("superseded", "§8", "SUPERSEDED", "ten minutes after the next statement", c -> {
            c.at("rita", 0, CHANGE + GRACE);
        });
        cases.refused("superseded-archive", "§8", "SUPERSEDED", "in an archive too", c -> {
            c.at("rita", 0, CHANGE + GRACE);
            c.given("mode", "archive");
        });
        cases.refused("closed", "§8", "IDENTITY_CLOSED", "created when the identity was closed", c -> {
            c.at("cleo", 0, CHANGE);
        });
        cases.refused("closed-archive", "§8", "IDENTITY_CLOSED", "in an archive too", c -> {
            c.at("cleo", 0, CHANGE);
            c.given("mode", "archive");
        });
    }
}

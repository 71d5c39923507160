// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.Set;

/** The first failure, by its code (problems.md). */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private static final Set<String> TRANSIENT = Set.of("EPOCH_UNKNOWN", "CARD_STALE", "IN_FLIGHT", "REPLAY_FULL");

    private final String code;

    Refused(String code, String why) {
        super(code + ": " + why);
        this.code = code;
    }

    static Refused malformed(String why) {
        return new Refused("MALFORMED", why);
    }

    static Refused notAuthentic(String why) {
        return new Refused("NOT_AUTHENTIC", why);
    }

    static Refused limit(String why) {
        return new Refused("LIMIT_EXCEEDED", why);
    }

    String code() {
        return code;
    }

    /** What the line {@code expect} of a vector says (vectors/README.md). */
    String answer() {
        if (code.equals("NOT_FOR_ME")) {
            return "not_for_me";
        }
        return (TRANSIENT.contains(code) ? "unavailable " : "refused ") + code;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.OptionalInt;

/** May this statement speak? ({@code spec/identity.md} §6) */
final class Standing {
    private static final long GRACE_MILLIS = 600_000;

    private final Card card;
    private final Statement statement;

    private Standing(Card card, Statement statement) {
        this.card = card;
        this.statement = statement;
    }

    /** Rule 1: the statement is known and no fork puts it in doubt. */
    static Standing of(Card card, OptionalInt forkedFrom, int number) {
        if (forkedFrom.isPresent() && forkedFrom.getAsInt() <= number) {
            throw new Refusal(Problem.IDENTITY_FORKED);
        }
        return new Standing(card, card.statement(number).orElseThrow(() -> new Refusal(Problem.CARD_STALE)));
    }

    Statement statement() {
        return statement;
    }

    /** The suites the statement signs in, and, live, those the newest open statement still signs in. */
    boolean signs(Suite suite, boolean live) {
        if (!statement.signs().contains(suite)) {
            return false;
        }
        Statement newest = card.head();
        if (newest.closed()) {
            newest = card.statement(newest.number() - 1).orElse(newest);
        }
        return !live || newest.signs().contains(suite);
    }

    /** Rule 2. */
    boolean compromised() {
        return card.head().compromised().contains(statement.number());
    }

    /** Rule 3. */
    void checkLife(long messageCreated, long now, boolean live) {
        long created = statement.content().created();
        if (messageCreated < created - Limits.SKEW_MILLIS
                || messageCreated > statement.content().notAfter()) {
            throw new Refusal(Problem.CARD_EXPIRED);
        }
        card.statement(statement.number() + 1).ifPresent(next -> {
            if (next.closed() && messageCreated >= next.content().created()) {
                throw new Refusal(Problem.IDENTITY_CLOSED);
            }
            if (!next.closed() && messageCreated >= next.content().created() + GRACE_MILLIS) {
                throw new Refusal(Problem.SUPERSEDED);
            }
        });
        Statement head = card.head();
        if (live && !head.closed() && head.content().notAfter() < now - Limits.SKEW_MILLIS) {
            throw new Refusal(Problem.CARD_EXPIRED);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The cards a reader has, and whether a statement may speak (identity.md §5, §6). */
final class KnownCards {
    private static final BigInteger SKEW = BigInteger.valueOf(60_000);
    private static final BigInteger GRACE = BigInteger.valueOf(600_000);

    /** The longest chain that agrees with the first one known, and the number from which another one differs. */
    private record Known(List<Statement> chain, int fork) {}

    private final Map<String, Known> known = new HashMap<>();

    void add(CardReader.Card card) {
        known.merge(card.identifier(), new Known(card.statements(), Integer.MAX_VALUE), KnownCards::merge);
    }

    private static Known merge(Known pinned, Known other) {
        int common = Math.min(pinned.chain().size(), other.chain().size());
        for (int i = 0; i < common; i++) {
            if (!Arrays.equals(pinned.chain().get(i).bytes, other.chain().get(i).bytes)) {
                return new Known(pinned.chain(), Math.min(pinned.fork(), i));
            }
        }
        boolean longer = other.chain().size() > pinned.chain().size();
        return new Known(longer ? other.chain() : pinned.chain(), pinned.fork());
    }

    /** Rule 1 of §6, at step 5. */
    Statement find(String sender, BigInteger number) throws Refused {
        Known card = known.get(sender);
        if (card == null) {
            throw new Refused("UNTRUSTED_SENDER", sender);
        }
        int k = number.intValueExact();
        if (card.fork() <= k) {
            throw new Refused("IDENTITY_FORKED", "from statement " + card.fork());
        }
        if (k >= card.chain().size()) {
            throw new Refused("CARD_STALE", "statement " + number + " is not known");
        }
        return card.chain().get(k);
    }

    /** Rule 2 of §6, after the proof. */
    void checkCompromised(String sender, int k, boolean acceptedBefore) throws Refused {
        List<Statement> chain = chain(sender);
        if (chain.get(chain.size() - 1).compromised.contains(k) && !acceptedBefore) {
            throw new Refused("COMPROMISED", "statement " + k);
        }
    }

    /**
     * Step 6, live: the suite is among those of the newest open statement.
     */
    void checkSigns(String sender, Suite suite) throws Refused {
        List<Statement> chain = chain(sender);
        int newest = chain.size() - 1;
        if (chain.get(newest).closed && newest > 0) {
            newest--;
        }
        if (!chain.get(newest).signs.contains(suite.id)) {
            throw new Refused("SUITE_REFUSED", "the sender does not sign with " + suite);
        }
    }

    /** Rule 3 of §6, at step 13. */
    void checkLife(String sender, int k, BigInteger messageCreated, BigInteger now, boolean live) throws Refused {
        List<Statement> chain = chain(sender);
        Statement statement = chain.get(k);
        if (messageCreated.compareTo(statement.created.subtract(SKEW)) < 0
                || messageCreated.compareTo(statement.notAfter) > 0) {
            throw new Refused("CARD_EXPIRED", "the message is outside the life of its statement");
        }
        if (k + 1 < chain.size()) {
            Statement next = chain.get(k + 1);
            BigInteger end = next.closed ? next.created : next.created.add(GRACE);
            if (messageCreated.compareTo(end) >= 0) {
                throw new Refused(next.closed ? "IDENTITY_CLOSED" : "SUPERSEDED", "by statement " + (k + 1));
            }
        }
        Statement head = chain.get(chain.size() - 1);
        if (live && !head.closed && head.notAfter.compareTo(now.subtract(SKEW)) < 0) {
            throw new Refused("CARD_EXPIRED", "the head");
        }
    }

    private List<Statement> chain(String sender) {
        Known card = known.get(sender);
        return card == null ? List.of() : card.chain();
    }
}

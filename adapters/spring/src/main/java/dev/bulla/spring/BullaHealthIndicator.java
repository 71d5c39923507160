// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Card;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while the home can be read, none of its files is damaged, and the identity's card is good now. Says which problem it is, the number of the statement
 * and until when it is good; no names and no paths.
 */
public final class BullaHealthIndicator implements HealthIndicator {
    private final Bulla bulla;
    private final Party party;

    /** Asks this home for this identity. */
    public BullaHealthIndicator(Bulla bulla, Party party) {
        this.bulla = bulla;
        this.party = party;
    }

    @Override
    public Health health() {
        try {
            return bulla.home().own(party.name()).fold(own -> said(own.value().card()), bad -> down(bad.problem()));
        } catch (UnavailableException gone) {
            return down(gone.problem());
        }
    }

    private Health said(Card card) {
        if (!bulla.home().damaged().isEmpty()) {
            return down(Problem.HOME_DAMAGED);
        }
        Optional<Problem> unfit = card.unfit(bulla.ground().clock().instant());
        return unfit.map(BullaHealthIndicator::down)
                .orElseGet(() -> Health.up()
                        .withDetail("statement", card.head().number())
                        .withDetail("goodUntil", card.head().notAfter().toString())
                        .build());
    }

    private static Health down(Problem problem) {
        return Health.down()
                .withDetail("problem", problem.name())
                .withDetail("hint", problem.hint())
                .build();
    }
}

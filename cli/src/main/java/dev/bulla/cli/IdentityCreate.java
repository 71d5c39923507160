// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Card;
import dev.bulla.core.Chain;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Suite;
import dev.bulla.vault.ControlPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla identity create}. */
@Command(name = "create", description = "Makes an identity and prints its identifier.")
final class IdentityCreate implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "Its name: a to z, A to Z, 0 to 9, '.', '_', '-'.")
    private String name = "";

    @Option(
            names = "--suite",
            paramLabel = "S",
            split = ",",
            converter = Choices.Suites.class,
            completionCandidates = Choices.Suites.class,
            description = "What it signs with: ${COMPLETION-CANDIDATES}. Default: hybrid.")
    private List<Suite> suites = new ArrayList<>();

    @Option(
            names = "--control-key",
            paramLabel = "FILE",
            description = "Keep the key that rotates and revokes in this file, apart from the home.")
    private @Nullable String controlKey;

    IdentityCreate(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        List<Suite> chosen = suites.isEmpty() ? List.of(Suite.HYBRID) : suites;
        try (Bulla bulla = call.open()) {
            ControlPlace place = Control.place(call, controlKey);
            Outcome<Card> made = bulla.home().createIdentity(name, chosen, Instant.now(), Chain.USUAL_LIFE, place);
            Card card = made.fold(good -> good.value(), bad -> {
                throw taken(bad);
            });
            if (call.json()) {
                call.answer(Cards.json(name, "own", card).put("control_key", Control.told(controlKey, true)));
            } else {
                call.answer(card.identifier().toString());
                call.note("good until " + card.head().notAfter() + "; bulla identity rotate " + name + " renews it");
                if (controlKey == null) {
                    call.hint(
                            "its control key is in the home; --control-key FILE would keep it apart, where a thief of the home cannot use it");
                } else {
                    call.hint("whoever has " + Shown.text(controlKey) + " owns the identity; keep it apart");
                }
            }
        }
        return 0;
    }

    private Failure taken(Outcome.Bad<Card> bad) {
        if (bad.problem() == Problem.EXISTS && bad.about().equalsIgnoreCase(name)) {
            return Failure.of(bad.problem(), "there is a " + bad.about() + " already", "choose another name");
        }
        return bad.problem() == Problem.USAGE
                ? Failure.usage(bad.about(), "choose another name")
                : Failure.of(bad.problem(), bad.about());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Card;
import dev.bulla.vault.Stolen;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla identity revoke}. */
@Command(
        name = "revoke",
        description = "Ends an identity for good and prints its identifier: nothing it ever signed counts any more.")
final class IdentityRevoke implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "The identity.")
    private String name = "";

    @Option(names = "--control-key", paramLabel = "FILE", description = "Where its control key is, if not in the home.")
    private @Nullable String controlKey;

    @Option(names = "--retire", description = "Its keys were not stolen: what it signed before still counts.")
    private boolean retire;

    @Option(names = "--yes", description = "Do not ask, also on a terminal.")
    private boolean yes;

    IdentityRevoke(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        if (!yes && !call.confirms("this ends " + Shown.text(name) + " for good. Its name again, to go on: ", name)) {
            throw Failure.usage("nothing was changed", "--yes does not ask");
        }
        try (Bulla bulla = call.open()) {
            Stolen whose = retire ? Stolen.nothing() : Stolen.everything();
            Card card = Cards.own(
                    bulla,
                    name,
                    bulla.home().revoke(name, Instant.now(), whose, Control.place(call, controlKey)),
                    bad -> Control.failed(bad, controlKey));
            if (call.json()) {
                call.answer(Cards.json(name, "own", card));
            } else {
                call.answer(card.identifier().toString());
                call.hint("others learn of it by its last card: bulla identity export " + name);
            }
        }
        return 0;
    }
}

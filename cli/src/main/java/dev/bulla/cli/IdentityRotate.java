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

/** {@code bulla identity rotate}. */
@Command(
        name = "rotate",
        description =
                "Gives an identity fresh keys and prints its identifier, which stays. Its old keys still open what was sealed to them.")
final class IdentityRotate implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "The identity.")
    private String name = "";

    @Option(names = "--control-key", paramLabel = "FILE", description = "Where its control key is, if not in the home.")
    private @Nullable String controlKey;

    @Option(
            names = "--stolen",
            description = "Somebody else may have its keys: nothing signed with them counts any more.")
    private boolean stolen;

    IdentityRotate(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (Bulla bulla = call.open()) {
            Stolen whose = stolen ? Stolen.everything() : Stolen.nothing();
            Card card = Cards.own(
                    bulla,
                    name,
                    bulla.home().rotate(name, Instant.now(), whose, Control.place(call, controlKey)),
                    bad -> Control.failed(bad, controlKey));
            if (call.json()) {
                call.answer(Cards.json(name, "own", card).put("control_key", Control.told(controlKey, true)));
            } else {
                call.answer(card.identifier().toString());
                call.note("statement " + card.head().number() + ", good until "
                        + card.head().notAfter());
                call.hint("give the new card to others: bulla identity export " + name);
            }
        }
        return 0;
    }
}

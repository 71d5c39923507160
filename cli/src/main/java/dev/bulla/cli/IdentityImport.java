// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.vault.Home;
import dev.bulla.vault.Pin;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla identity import}. */
@Command(
        name = "import",
        description =
                "Binds somebody's card to a name, or brings the card of a name up to date, and prints the identifier.",
        footer = {"", "Before you rely on it, compare the identifier with its owner by another way than the card came."
        })
final class IdentityImport implements Callable<Integer> {
    private final Call call;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The card. Default: stdin.")
    private @Nullable String file;

    @Option(names = "--as", paramLabel = "NAME", description = "What to call it here. Default: what it calls itself.")
    private @Nullable String as;

    @Option(names = "--replace", description = "Bind the name anew: you compared the identifier. Ends a fork.")
    private boolean replace;

    IdentityImport(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        Input input = Input.of(call, Optional.ofNullable(file));
        Bytes bytes = Bytes.of(input.read(Card.MOST_BYTES));
        call.soon();
        Card card = Card.decode(bytes).fold(good -> good.value(), bad -> {
            if (bad.problem() != Problem.MALFORMED) {
                throw Failure.of(bad.problem(), bad.about());
            }
            throw Failure.of(
                    bad.problem(),
                    Shown.text(input.name()) + " is no card, or it was cut or changed",
                    bad.problem().hint());
        });
        String name = as == null ? card.name() : as;
        try (Bulla bulla = call.open()) {
            Home home = bulla.home();
            Outcome<Pin> pinned =
                    replace ? home.pinAgain(bytes, name, Instant.now()) : home.pin(bytes, name, Instant.now());
            Pin pin = pinned.fold(good -> good.value(), bad -> {
                throw refused(bad, name);
            });
            tell(pin, card);
        }
        return 0;
    }

    private void tell(Pin pin, Card card) {
        if (call.json()) {
            call.answer(Cards.json(pin.name(), "pinned", pin.card()).put("pinned", pin.pinned()));
            return;
        }
        call.answer(pin.card().identifier().toString());
        call.note("known as " + pin.name() + ", statement " + pin.card().head().number());
        if (Instant.now().minusSeconds(5).isBefore(pin.pinned())) {
            call.hint("compare this identifier with its owner by another way before you rely on it");
            call.note("to read it aloud: " + Cards.aloud(pin.card()));
        }
        if (card.statements() < pin.card().statements()) {
            call.warn("this card is older, of statement " + card.head().number() + "; the one known here stays");
        }
    }

    private static Failure refused(Outcome.Bad<Pin> bad, String name) {
        return switch (bad.problem()) {
            case EXISTS ->
                bad.about().equalsIgnoreCase(name)
                        ? Failure.of(
                                bad.problem(),
                                "there is another " + bad.about() + " already",
                                "choose a name with --as, or, when you compared the identifier, bind the name anew with --replace")
                        : Failure.of(
                                bad.problem(),
                                Shown.text(bad.about()),
                                "--replace binds a card to the name you give, your own need none");
            case USAGE -> Failure.usage(bad.about(), "choose a name with --as");
            default -> Failure.of(bad.problem(), bad.about());
        };
    }
}

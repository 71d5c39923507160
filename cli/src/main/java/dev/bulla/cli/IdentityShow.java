// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Card;
import dev.bulla.vault.OwnIdentity;
import dev.bulla.vault.Pin;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulla identity show}. */
@Command(name = "show", description = "Shows an identity of this home, or somebody you know.")
final class IdentityShow implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "A name, or an identifier or its first 8 digits or more.")
    private String name = "";

    IdentityShow(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (Bulla bulla = call.open()) {
            Cards.Named named = Cards.named(bulla, name);
            Optional<OwnIdentity> own = bulla.home().identities().stream()
                    .filter(each -> each.name().equals(named.name()))
                    .findFirst();
            Optional<Pin> pin = bulla.home().pins().stream()
                    .filter(each -> each.name().equals(named.name()))
                    .findFirst();
            if (call.json()) {
                Json json = named.json()
                        .put(
                                "forked_from",
                                named.forkedFrom().isPresent()
                                        ? named.forkedFrom().getAsInt()
                                        : null)
                        .put(
                                "statements",
                                Cards.statements(named.card()).stream()
                                        .map(Cards::json)
                                        .toList());
                own.ifPresent(mine -> json.put("control_key", Control.told(null, mine.controlKeyInHome()))
                        .put("keys_held", mine.keysHeld()));
                pin.ifPresent(other -> json.put("pinned", other.pinned()));
                call.answer(json);
            } else {
                print(named, own, pin);
            }
            warn(named);
        }
        return 0;
    }

    private void print(Cards.Named named, Optional<OwnIdentity> own, Optional<Pin> pin) {
        Card card = named.card();
        call.answer("identifier    " + card.identifier());
        call.answer("read aloud    " + Cards.aloud(card));
        call.answer("name          " + named.name()
                + (card.name().equals(named.name()) ? "" : " (calls itself " + Shown.text(card.name()) + ")"));
        call.answer("state         " + Cards.state(card, named.forkedFrom(), Instant.now()));
        own.ifPresent(mine -> {
            call.answer("control key   " + (mine.controlKeyInHome() ? "in the home" : "not in the home"));
            call.answer("keys here     of statements "
                    + mine.keysHeld().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        });
        pin.ifPresent(other -> call.answer("pinned        " + other.pinned()));
        named.forkedFrom().ifPresent(number -> call.answer("forked        from statement " + number + " on"));
        Cards.lines(card).forEach(call::answer);
    }

    private void warn(Cards.Named named) {
        Instant end = named.card().head().notAfter();
        switch (Cards.state(named.card(), named.forkedFrom(), Instant.now())) {
            case "expiring" ->
                call.warn("its card ends in "
                        + Math.max(0, Duration.between(Instant.now(), end).toHours()) + " hours; "
                        + (named.kind().equals("own")
                                ? "bulla identity rotate " + named.name()
                                : "ask its owner for a new one"));
            case "expired" ->
                call.warn("its card has ended; "
                        + (named.kind().equals("own")
                                ? "bulla identity rotate " + named.name()
                                : "ask its owner for a new one"));
            case "forked" ->
                call.warn("two cards contradict each other; talk to the owner, then bulla identity import --replace");
            default -> {}
        }
    }
}

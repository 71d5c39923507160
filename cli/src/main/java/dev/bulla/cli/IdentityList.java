// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bulla identity list}. */
@Command(name = "list", description = "Lists the identities of this home and the cards of others.")
final class IdentityList implements Callable<Integer> {
    private final Call call;

    IdentityList(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (Bulla bulla = call.open()) {
            List<Cards.Named> all = new ArrayList<>(Cards.all(bulla));
            List<String> damaged = bulla.home().damaged();
            if (call.json()) {
                call.answer(Json.object()
                        .put(
                                "identities",
                                all.stream().map(named -> named.json()).toList())
                        .put("damaged", damaged));
            } else {
                print(all);
            }
            damaged.forEach(place -> call.warn(place + " does not open; bulla doctor tells more"));
        }
        return 0;
    }

    private void print(List<Cards.Named> all) {
        int width = all.stream().mapToInt(named -> named.name().length()).max().orElse(0);
        for (Cards.Named named : all) {
            call.answer(String.format(
                            Locale.ROOT,
                            "%-" + Math.max(width, 4) + "s  %-6s  %s  %-9s  %s",
                            named.name(),
                            named.kind(),
                            named.card().identifier().brief(),
                            Cards.state(named.card(), named.forkedFrom(), Instant.now()),
                            named.card().head().closed()
                                    ? ""
                                    : "until " + named.card().head().notAfter())
                    .stripTrailing());
        }
        if (all.isEmpty()) {
            call.hint("nobody yet; bulla identity create NAME makes an identity");
        }
    }
}

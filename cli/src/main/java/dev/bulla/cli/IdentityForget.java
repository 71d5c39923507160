// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Problem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulla identity forget}. */
@Command(
        name = "forget",
        description =
                "Releases the name of somebody else's card and prints it. Own identities are revoked, not forgotten.")
final class IdentityForget implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "A name, or the beginning of an identifier, 8 digits or more.")
    private String name = "";

    IdentityForget(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (Bulla bulla = call.open()) {
            String released = bulla.home().unpin(name).fold(good -> good.value(), bad -> {
                if (bad.problem() != Problem.NAME_UNKNOWN) {
                    throw Failure.of(bad.problem(), bad.about());
                }
                return otherwise(bulla);
            });
            if (call.json()) {
                call.answer(Json.object().put("name", released));
            } else {
                call.answer(released);
            }
        }
        return 0;
    }

    /** By the beginning of an identifier. */
    private String otherwise(Bulla bulla) {
        Cards.Named named = Cards.named(bulla, name);
        if (named.kind().equals("own")) {
            throw Failure.of(
                    Problem.NAME_UNKNOWN,
                    named.name() + " is an identity of this home, not somebody else's card",
                    "bulla identity revoke " + named.name() + " ends it");
        }
        return Failure.orFail(bulla.home().unpin(named.name()));
    }
}

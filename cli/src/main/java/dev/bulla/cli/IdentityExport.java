// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Card;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla identity export}. */
@Command(name = "export", description = "Writes the card of an identity, to be given to others. It is public.")
final class IdentityExport implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "An identity of this home, or somebody you know.")
    private String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the card goes. Default: stdout.")
    private @Nullable String output;

    IdentityExport(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() throws IOException {
        try (Bulla bulla = call.open()) {
            Card card = Cards.named(bulla, name).card();
            try (Output out = Output.open(call, Optional.ofNullable(output), true)) {
                out.stream().write(card.encoded().toArray());
                out.commit();
            }
            if (call.json() && output != null && !output.equals("-")) {
                call.answer(Json.object().put("file", output).put("identifier", card.identifier()));
            }
        }
        return 0;
    }
}

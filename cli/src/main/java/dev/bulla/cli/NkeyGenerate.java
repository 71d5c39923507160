// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.OperatingSystem;
import dev.bulla.interop.NkeyRole;
import dev.bulla.interop.NkeySeed;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla nkey generate}. */
@Command(
        name = "generate",
        description = "Makes a key and prints it as JSON: {\"seed\",\"public\"}. Nothing is kept.",
        footer = {
            "",
            "Example:",
            "  bulla nkey generate curve -o bob.seed",
            "  bulla nkey open --seed bob.seed --from XKEY < box"
        })
final class NkeyGenerate implements Callable<Integer> {
    private final Call call;

    @Parameters(
            paramLabel = "ROLE",
            converter = Choices.Roles.class,
            completionCandidates = Choices.Roles.class,
            description = "What it is for: ${COMPLETION-CANDIDATES}. A curve key seals and opens, the others sign.")
    private NkeyRole role = NkeyRole.CURVE;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Write the seed to a new file of mode 0600, as --seed takes it, and print only the public key.")
    private @Nullable String output;

    NkeyGenerate(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        call.soon();
        try (NkeySeed seed = NkeySeed.generate(role, OperatingSystem.randomness())) {
            if (output != null) {
                Nkeys.keep(call, output, seed);
                call.answer(Json.object().put("public", seed.publicKey()));
                return 0;
            }
            call.answer(Json.object().put("seed", Nkeys.told(seed)).put("public", seed.publicKey()));
        }
        if (call.terminal().ends().out()) {
            call.hint("the seed is secret: whoever has it is you");
        }
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code bulla help}. */
@Command(name = "help", description = "Tells how a command is used.")
final class HelpCommand implements Callable<Integer> {
    private final Call call;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "For example: seal, or identity create.")
    private List<String> words = new ArrayList<>();

    HelpCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        CommandLine line = spec.root().commandLine();
        for (String word : words) {
            CommandLine below = line.getSubcommands().get(word);
            if (below == null) {
                throw new UnmatchedArgumentException(line, List.of(word));
            }
            line = below;
        }
        call.answer(line.getUsageMessage().stripTrailing());
        return 0;
    }
}

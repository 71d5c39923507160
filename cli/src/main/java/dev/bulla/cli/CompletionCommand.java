// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bulla completion}. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash and zsh complete the words of bulla.",
        footer = {"", "Example:", "  source <(bulla completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Call call;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        call.answer(AutoComplete.bash("bulla", spec.root().commandLine()));
        return 0;
    }
}

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
    private static final String HEAD =
            "#!/usr/bin/env bash\n# Completes the words of bulla in bash and zsh: source <(bulla completion)\n\n";

    private final Call call;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("bulla", spec.root().commandLine());
        // It begins with a page about another way to install it.
        call.answer(HEAD + script.replaceFirst("\\A(#[^\n]*\n|\\s*\n)+", ""));
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bulla nkey}: the verbs below it do the work. None of them needs a home. */
@Command(
        name = "nkey",
        description = "Makes keys of NATS, signs with them, and seals and opens its boxes (xkv1).",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A box is for programs that know nothing else: it proves nothing to others, never ends and may be replayed.",
            "bulla seal makes what does better.",
            "",
            "Examples:",
            "  bulla nkey generate curve                                       make a key",
            "  bulla nkey public < my.seed                                     the half to be given to others",
            "  bulla nkey seal --seed my.seed --to XBJK… < letter > box        seal, as nkeys of other languages do",
            "  bulla nkey open --seed my.seed --from XDHN… < box               open what XDHN… sealed"
        })
final class NkeyCommand implements Callable<Integer>, Verbs.Group {
    private final Call call;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    NkeyCommand(Call call) {
        this.call = call;
    }

    @Override
    public Map<String, Object> verbs() {
        Map<String, Object> verbs = new LinkedHashMap<>();
        verbs.put("generate", new NkeyGenerate(call));
        verbs.put("public", new NkeyPublic(call));
        verbs.put("seal", new NkeySeal(call));
        verbs.put("open", new NkeyOpen(call));
        verbs.put("sign", new NkeySign(call));
        verbs.put("verify", new NkeyVerify(call));
        return verbs;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name what to do: " + String.join(", ", verbs().keySet()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bulla identity}: the verbs below it do the work. */
@Command(
        name = "identity",
        description = "Makes identities, shows them, and knows those of others by their cards.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  bulla identity create alice                    make one",
            "  bulla identity export alice -o alice.card      its card, to be given to others",
            "  bulla identity import bob.card                 know somebody; then compare the identifier with him"
        })
final class IdentityCommand implements Callable<Integer>, Verbs.Group {
    private final Call call;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    IdentityCommand(Call call) {
        this.call = call;
    }

    @Override
    public Map<String, Object> verbs() {
        Map<String, Object> verbs = new LinkedHashMap<>();
        verbs.put("create", new IdentityCreate(call));
        verbs.put("list", new IdentityList(call));
        verbs.put("show", new IdentityShow(call));
        verbs.put("rotate", new IdentityRotate(call));
        verbs.put("revoke", new IdentityRevoke(call));
        verbs.put("export", new IdentityExport(call));
        verbs.put("import", new IdentityImport(call));
        verbs.put("forget", new IdentityForget(call));
        return verbs;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Name what to do: " + String.join(", ", verbs().keySet()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;

/** The verbs, in the order help shows them. Each is made only when it is called: reading all their options takes longer than most work. */
final class Verbs {
    /** These look at all the others. */
    private static final Set<String> ALL = Set.of("completion", "help");

    private Verbs() {}

    /** A verb with verbs below it. */
    interface Group {
        /** The verbs, in the order help shows them. */
        Map<String, Object> verbs();
    }

    private static Map<String, Function<Call, Object>> all() {
        Map<String, Function<Call, Object>> verbs = new LinkedHashMap<>();
        verbs.put("demo", DemoCommand::new);
        verbs.put("init", InitCommand::new);
        verbs.put("identity", IdentityCommand::new);
        verbs.put("seal", SealCommand::new);
        verbs.put("open", OpenCommand::new);
        verbs.put("inspect", InspectCommand::new);
        verbs.put("send", SendCommand::new);
        verbs.put("receive", ReceiveCommand::new);
        verbs.put("nkey", NkeyCommand::new);
        verbs.put("doctor", DoctorCommand::new);
        verbs.put("completion", CompletionCommand::new);
        verbs.put("training", TrainingCommand::new);
        verbs.put("help", HelpCommand::new);
        return verbs;
    }

    /** Adds the verb these words begin with; all of them when it is none, so that help and near misses know them. */
    static void add(CommandLine line, Call call, String... args) {
        Map<String, Function<Call, Object>> verbs = all();
        String verb = verb(args);
        if (verbs.containsKey(verb) && !ALL.contains(verb)) {
            add(line, verb, verbs.get(verb).apply(call));
            return;
        }
        verbs.forEach((name, maker) -> add(line, name, maker.apply(call)));
    }

    private static void add(CommandLine line, String name, Object verb) {
        CommandLine below = new CommandLine(verb);
        if (verb instanceof Group group) {
            group.verbs().forEach(below::addSubcommand);
        }
        line.addSubcommand(name, below);
    }

    private static String verb(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--home")) {
                i++;
            } else if (!args[i].startsWith("-")) {
                return args[i];
            }
        }
        return "";
    }
}

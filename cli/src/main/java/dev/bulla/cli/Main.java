// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Problem;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code bulla} command: the only {@code main} of the product. */
@Command(
        name = "bulla",
        description = "Seals messages so that anyone can carry them and only their readers can open them.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Examples:",
            "  bulla init                                        make your home",
            "  bulla identity create alice                       make an identity",
            "  bulla identity import bob.card                    know somebody else",
            "  bulla seal --from alice --to bob hello.txt -o hello.bulla",
            "  bulla open --as bob hello.bulla",
            "",
            "bulla help COMMAND tells more of each."
        })
@SuppressWarnings("UnusedVariable") // picocli reads the options
public final class Main implements Callable<Integer> {
    /** What Java makes of bytes that mean nothing in the locale: different words would become the same. */
    private static final char UNREADABLE = '\ufffd';

    @Mixin
    private final Call call;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    Main(Call call) {
        this.call = call;
    }

    /**
     * Runs one command and ends the process with its exit status.
     *
     * @param args the words after {@code bulla}
     */
    public static void main(String... args) {
        System.exit(run(Terminal.ofProcess(), args));
    }

    /** Runs one command; its exit status. */
    static int run(Terminal terminal, String... args) {
        Call call = new Call(terminal);
        CommandLine line = line(call, args);
        try {
            for (String word : args) {
                if (word.indexOf(UNREADABLE) >= 0) {
                    return call.fail(
                            Problem.USAGE,
                            "not readable in this locale: " + Shown.text(word),
                            "LC_ALL=C.UTF-8 makes it UTF-8, as the word has to be");
                }
            }
            return line.execute(args);
        } finally {
            call.leftovers().forget();
        }
    }

    /** The whole command, or of its verbs only the one these words name: the others cost time. */
    static CommandLine line(Call call, String... args) {
        CommandLine line = new CommandLine(new Main(call), CommandLine.defaultFactory());
        Verbs.add(line, call, args);
        Troubles troubles = new Troubles(call);
        line.setParameterExceptionHandler(troubles);
        line.setExecutionExceptionHandler(troubles);
        line.setColorScheme(Help.defaultColorScheme(call.colors() ? Help.Ansi.ON : Help.Ansi.OFF));
        line.setUsageHelpWidth(110).setUsageHelpAutoWidth(call.terminal().ends().out());
        line.setOut(call.printer());
        line.setErr(new PrintWriter(call.terminal().err(), true, StandardCharsets.UTF_8));
        if (Arrays.asList(args).contains("--json")) {
            call.answerInJson();
        }
        return line;
    }

    /** Without a verb: the short help. */
    @Override
    public Integer call() {
        call.answer(spec.commandLine().getUsageMessage().stripTrailing());
        return 0;
    }

    /** The version the jar's manifest names; {@code development} when run from classes. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"bulla " + (version == null ? "development" : version)};
        }
    }
}

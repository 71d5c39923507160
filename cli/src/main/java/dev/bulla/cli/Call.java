// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** One call of the command: the options every verb takes, and how it speaks: data on stdout, people on stderr. */
final class Call {
    private static final String PROVIDERS = "bulla.providers";
    private static final long SMALL_BYTES = 4L << 20;

    private static final int MOST_WORD_BYTES = 1024;

    private final Terminal terminal;
    private final Leftovers leftovers = new Leftovers();

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The home folder. Default: $BULLA_HOME, else ~/.bulla.")
    private @Nullable String home;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Answer in JSON on stdout, problems too.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but errors on stderr.")
    private boolean quiet;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours.")
    private boolean noColor;

    private boolean jsonAnyway;

    Call(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    Leftovers leftovers() {
        return leftovers;
    }

    boolean json() {
        return json || jsonAnyway;
    }

    boolean quiet() {
        return quiet;
    }

    /** Whether stdout may be coloured. */
    boolean colors() {
        return terminal.ends().out()
                && !noColor
                && !terminal.environment().containsKey("NO_COLOR")
                && !"dumb".equals(terminal.environment().get("TERM"));
    }

    /** The home folder, whether it is there or not. */
    Path home() {
        String named = home != null ? home : terminal.environment().get("BULLA_HOME");
        if (named != null && !named.isEmpty()) {
            return terminal.path(named);
        }
        String user = terminal.environment().getOrDefault("HOME", System.getProperty("user.home"));
        return terminal.path(user).resolve(".bulla");
    }

    /** Opens the home for work that is soon done. */
    Bulla open() {
        return open(0);
    }

    /**
     * Opens the home.
     *
     * @param workBytes about how much is sealed or opened: the native libraries are fast, but loading them takes longer than little work saves
     */
    Bulla open(long workBytes) {
        return open(workBytes, Bulla.Rules.usual());
    }

    /** The same, with rules of what may be opened. */
    Bulla open(long workBytes, Bulla.Rules rules) {
        if (workBytes < SMALL_BYTES) {
            soon();
        }
        return new Entrance(this).open(rules);
    }

    /** The work is soon done: it does without the native libraries, unless somebody named the providers. */
    void soon() {
        if (System.getProperty(PROVIDERS) == null) {
            System.setProperty(PROVIDERS, "portable");
        }
    }

    /** Where help goes. */
    PrintWriter printer() {
        return new PrintWriter(new OutputStreamWriter(terminal.out(), StandardCharsets.UTF_8), true);
    }

    /** Speaks for an identity of the home. */
    static Party as(Bulla bulla, String name) {
        return bulla.as(name).fold(good -> good.value(), bad -> {
            if (bad.problem() == Problem.NAME_UNKNOWN) {
                throw Failure.of(
                        bad.problem(),
                        "no identity of this home is called " + Shown.text(name),
                        "bulla identity list shows those there are; bulla identity create makes one");
            }
            throw Failure.of(bad.problem(), bad.about());
        });
    }

    /** Writes an answer. */
    void answer(Json object) {
        try {
            object.writeTo(terminal.out());
            terminal.out().flush();
        } catch (IOException broken) {
            throw Output.broken("stdout", broken);
        }
    }

    /** Writes lines of an answer for people. */
    void answer(String text) {
        try {
            terminal.out().write(text.getBytes(StandardCharsets.UTF_8));
            terminal.out().write('\n');
            terminal.out().flush();
        } catch (IOException broken) {
            throw Output.broken("stdout", broken);
        }
    }

    /** Tells a person something that is not the answer. */
    void note(String text) {
        if (!quiet) {
            terminal.err().println("bulla: " + text);
        }
    }

    /** Tells a person what to do next. */
    void hint(String text) {
        note("hint: " + text);
    }

    /** Tells a person of something that may bite later. */
    void warn(String text) {
        note("warning: " + text);
    }

    /** Whether the person at the terminal says this word. Where nobody sits there is nobody to ask, and the answer is yes. */
    boolean confirms(String question, String word) {
        if (!terminal.ends().in() || !terminal.ends().err()) {
            return true;
        }
        terminal.err().print("bulla: " + question);
        terminal.err().flush();
        try {
            Optional<Bytes> line = new LineReader(terminal.in(), MOST_WORD_BYTES).next();
            return line.isPresent() && line.get().text().strip().equals(word);
        } catch (IOException broken) {
            throw Input.broken("the terminal", broken);
        }
    }

    /** Tells what went wrong, unless there is nothing to say; the exit status. */
    int fail(Problem problem, String message, String hint) {
        if (message.isEmpty()) {
            return problem.exitStatus();
        }
        if (json()) {
            try {
                answer(Json.object()
                        .put("problem", problem.name())
                        .put("message", message)
                        .put("hint", hint));
            } catch (Failure unwritable) {
                tell(unwritable.problem(), unwritable.message(), unwritable.hint());
            }
        } else {
            tell(problem, message, hint);
        }
        return problem.exitStatus();
    }

    private void tell(Problem problem, String message, String hint) {
        terminal.err().println("bulla: error: " + message + code(problem));
        if (!hint.isEmpty()) {
            terminal.err().println("bulla: hint: " + hint);
        }
    }

    /** The code that scripts look for, where the words do not say it all. */
    private static String code(Problem problem) {
        return problem == Problem.USAGE || problem == Problem.FAILED ? "" : " (" + problem.name() + ")";
    }

    /** Says that the answer is JSON although the options could not be read. */
    void answerInJson() {
        jsonAnyway = true;
    }

    /** An environment variable that is not empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(terminal.environment().get(name)).filter(value -> !value.isEmpty());
    }
}

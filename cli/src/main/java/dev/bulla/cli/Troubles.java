// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns everything that ends a command early into a problem, told one way. */
final class Troubles implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Call call;

    Troubles(Call call) {
        this.call = call;
    }

    /** Words that are not understood. */
    @Override
    public int handleParseException(ParameterException failed, String[] args) {
        String verb = failed.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(failed.getMessage());
        if (failed instanceof MutuallyExclusiveArgsException) {
            message = message.replaceAll("^Error: |=[A-Z]+| \\(specify only one\\)", "")
                    .replace("are mutually exclusive", "do not go together");
        }
        String hint = verb.equals("bulla") ? "bulla help shows the commands" : verb + " --help shows its options";
        Optional<String> stranger = stranger(failed, args);
        if (stranger.isPresent()) {
            String word = stranger.get();
            List<String> near = near(failed.getCommandLine(), word);
            message = (word.startsWith("-") ? "there is no option " : "not understood: ") + word;
            hint = near.isEmpty() ? hint : "did you mean " + String.join(" or ", near) + "?";
        }
        return call.fail(Problem.USAGE, lower(Shown.text(message.replaceAll("\\R", " "))), hint);
    }

    /** The word that nobody knows; it is told of before an option that is missing, since it often is that option. */
    private static Optional<String> stranger(ParameterException failed, String... args) {
        if (failed instanceof UnmatchedArgumentException unmatched) {
            return Optional.of(unmatched.getUnmatched().get(0));
        }
        if (!(failed instanceof MissingParameterException)) {
            return Optional.empty();
        }
        Set<String> known =
                failed.getCommandLine().getCommandSpec().optionsMap().keySet();
        return Stream.of(args)
                .takeWhile(word -> !word.equals("--"))
                .filter(word -> word.startsWith("--") && !known.contains(word.replaceFirst("=.*", "")))
                .findFirst();
    }

    private static List<String> near(CommandLine line, String word) {
        Set<String> words = word.startsWith("-")
                ? line.getCommandSpec().optionsMap().keySet()
                : line.getSubcommands().keySet();
        return NearMiss.of(word.replaceFirst("=.*", ""), words);
    }

    @Override
    public int handleExecutionException(Exception failed, CommandLine line, ParseResult result) {
        if (failed instanceof Failure failure) {
            return call.fail(failure.problem(), failure.message(), failure.hint());
        }
        if (failed instanceof ProblemException known) {
            return fail(Failure.of(known.problem(), known.about()));
        }
        if (failed instanceof UnavailableException down) {
            Throwable cause = down.getCause();
            return fail(
                    Failure.of(down.problem(), cause == null || cause.getMessage() == null ? "" : cause.getMessage()));
        }
        if (failed instanceof IllegalArgumentException misuse) {
            String verb = line.getCommandSpec().qualifiedName();
            return call.fail(Problem.USAGE, String.valueOf(misuse.getMessage()), verb + " --help shows its options");
        }
        if (failed instanceof IOException broken) {
            return fail(Failure.of(Problem.STORE_UNAVAILABLE, String.valueOf(broken.getMessage())));
        }
        if (call.variable("BULLA_DEBUG").isPresent()) {
            failed.printStackTrace(call.terminal().err());
        }
        return call.fail(
                Problem.FAILED, Problem.FAILED.sentence() + ": " + failed, "report it, with what BULLA_DEBUG=1 shows");
    }

    private int fail(Failure failure) {
        return call.fail(failure.problem(), Shown.text(failure.message()), failure.hint());
    }

    private static String lower(String sentence) {
        boolean word = sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1));
        return word ? sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1) : sentence;
    }
}

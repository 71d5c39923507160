// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Problem;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bulla doctor}. */
@Command(
        name = "doctor",
        description = "Looks at this machine and at the home, and says what to mend. Fails when something is broken.")
final class DoctorCommand implements Callable<Integer> {
    private final Call call;

    DoctorCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new Examination(call).all();
        Level worst =
                findings.stream().map(Finding::level).max(Level::compareTo).orElse(Level.SUCCESS);
        if (call.json()) {
            call.answer(Json.object()
                    .put("worst", word(worst))
                    .put("checks", findings.stream().map(DoctorCommand::json).toList()));
        } else {
            findings.forEach(this::print);
        }
        return worst == Level.FAILURE ? Problem.FAILED.exitStatus() : 0;
    }

    /** How bad it is. */
    enum Level {
        /** As it should be. */
        SUCCESS("32"),
        /** It works, but. */
        WARNING("33"),
        /** It does not work. */
        FAILURE("31");

        private final String color;

        Level(String color) {
            this.color = color;
        }
    }

    /**
     * What was found.
     *
     * @param level how bad it is
     * @param about what it is about, in a word
     * @param message what is so
     * @param advice what to do; may be empty
     */
    record Finding(Level level, String about, String message, String advice) {}

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private static Json json(Finding finding) {
        return Json.object()
                .put("level", word(finding.level()))
                .put("about", finding.about())
                .put("message", finding.message())
                .put("advice", finding.advice());
    }

    private void print(Finding finding) {
        String word = word(finding.level());
        String shown = call.colors() ? "\u001b[" + finding.level().color + "m" + word + "\u001b[0m" : word;
        call.answer("[ " + shown + " ] " + finding.about() + ": " + finding.message());
        if (!finding.advice().isEmpty()) {
            call.answer("            " + finding.advice());
        }
    }
}

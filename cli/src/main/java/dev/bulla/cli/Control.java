// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.vault.ControlPlace;
import org.jspecify.annotations.Nullable;

/** Where control keys are, as options name it. */
final class Control {
    private Control() {}

    static ControlPlace place(Call call, @Nullable String file) {
        return file == null
                ? ControlPlace.inHome()
                : ControlPlace.outside(call.terminal().path(file));
    }

    /** In words for JSON. */
    static String told(@Nullable String file, boolean inHome) {
        if (file != null) {
            return file;
        }
        return inHome ? "home" : "elsewhere";
    }

    /** A change that needs the control key did not happen. */
    static Failure failed(Outcome.Bad<?> bad, @Nullable String file) {
        if (bad.problem() == Problem.KEYS_UNAVAILABLE && file == null) {
            return Failure.of(bad.problem(), bad.about(), "name its file with --control-key");
        }
        if (bad.problem() == Problem.IDENTITY_CLOSED) {
            return Failure.of(
                    bad.problem(),
                    Shown.text(bad.about()) + " was closed before",
                    "bulla identity create makes another one, under another name");
        }
        if (bad.problem() == Problem.KEYS_UNAVAILABLE) {
            return Failure.of(bad.problem(), bad.about(), "it may be kept in another file, or in the home");
        }
        return Failure.of(bad.problem(), bad.about());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Opener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long {@code open} and {@code receive} let a message live. */
final class MaxLife {
    @Option(
            names = "--max-life",
            paramLabel = "SPAN",
            converter = Lives.class,
            description =
                    "How long a message may live, and lives when it names no expiry. What is opened is remembered as long. Default: 24h.")
    private @Nullable Duration span;

    Bulla.Rules rules() {
        Bulla.Rules usual = Bulla.Rules.usual();
        if (span == null) {
            return usual;
        }
        if (span.isZero()) {
            throw Failure.usage("--max-life 0 lets nothing live", "write for example --max-life 7d");
        }
        Opener.Settings settings = usual.settings();
        return new Bulla.Rules(
                usual.policy(),
                usual.journal(),
                new Opener.Settings(settings.suites(), span, settings.mostMemoryBytes()));
    }
}

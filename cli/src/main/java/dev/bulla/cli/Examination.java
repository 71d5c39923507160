// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.cli.DoctorCommand.Finding;
import dev.bulla.cli.DoctorCommand.Level;
import dev.bulla.core.Card;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.Providers;
import dev.bulla.core.UnavailableException;
import dev.bulla.vault.OwnIdentity;
import dev.bulla.vault.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What {@code bulla doctor} looks at. */
final class Examination {
    private static final long LITTLE_BYTES = 100L << 20;
    private static final long NONE_BYTES = 5L << 20;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Call call;
    private final List<Finding> findings = new ArrayList<>();

    Examination(Call call) {
        this.call = call;
    }

    List<Finding> all() {
        good("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        providers();
        randomness();
        Path home = call.home();
        if (Files.exists(home) && !Files.isDirectory(home)) {
            failure("home", home + " is no folder", "name another with --home or BULLA_HOME");
            return findings;
        }
        if (!Files.exists(home.resolve("home"))) {
            warning("home", "there is none in " + home, "bulla init makes one");
            return findings;
        }
        permissions(home);
        space(home);
        try (Bulla bulla = call.open()) {
            good("home", home + " opens");
            lock(bulla);
            identities(bulla);
            replay(bulla, home);
        } catch (Failure closed) {
            failure("home", closed.message() + " (" + closed.problem().name() + ")", closed.hint());
        } catch (ProblemException closed) {
            failure("home", closed.problem().sentence(), closed.problem().hint());
        } catch (UnavailableException down) {
            failure("home", down.problem().sentence(), down.problem().hint());
        }
        return findings;
    }

    /** Which library serves what, one by one in JSON only. Commands that work on little do without the native ones: loading them takes longer than the work. */
    private void providers() {
        good("providers", Providers.set() + "; work below 4 MiB is done by the portable set");
        Providers.services().forEach((service, provider) -> {
            if (service.startsWith("without ")) {
                warning("providers", service + ": " + provider, "everything works, slower");
            } else if (call.json()) {
                good("providers", service + ": " + provider);
            }
        });
    }

    private void randomness() {
        if (Files.isReadable(Path.of("/dev/urandom"))) {
            good("randomness", "/dev/urandom");
        } else {
            warning("randomness", "there is no /dev/urandom; Java's strong generator is used", "");
        }
    }

    private void permissions(Path home) {
        List<Path> own = List.of(
                home,
                home.resolve("home"),
                home.resolve("root.key"),
                home.resolve("identities"),
                home.resolve("control"));
        boolean good = true;
        for (Path path : own) {
            try {
                if (Files.exists(path)
                        && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                    failure("permissions", "others may use " + path, "chmod go= " + path);
                    good = false;
                }
            } catch (IOException | UnsupportedOperationException unknown) {
                warning("permissions", "cannot tell who may use " + path, "");
                good = false;
            }
        }
        if (good) {
            good("permissions", "the home is its owner's alone");
        }
    }

    private void space(Path home) {
        try {
            long free = Files.getFileStore(home).getUsableSpace();
            String told = Shown.size(free) + " free where the home is";
            if (free < NONE_BYTES) {
                failure("disk", told, "make room");
            } else if (free < LITTLE_BYTES) {
                warning("disk", told, "make room");
            } else {
                good("disk", told);
            }
        } catch (IOException unknown) {
            warning("disk", "cannot tell how much is free", "");
        }
    }

    /** A change that changes nothing has to take the lock. */
    private void lock(Bulla bulla) {
        bulla.home().unpin("").fold(good -> good, bad -> {
            if (bad.problem() == Problem.HOME_LOCKED) {
                failure("lock", bad.problem().sentence(), bad.problem().hint());
            } else {
                good("lock", "nobody else writes in the home");
            }
            return bad;
        });
    }

    private void identities(Bulla bulla) {
        Instant now = Instant.now();
        for (String place : bulla.home().damaged()) {
            failure("files", place + " does not open", "restore it from a backup");
        }
        List<String> together = new ArrayList<>();
        for (OwnIdentity own : bulla.home().identities()) {
            card(own.name(), own.card(), OptionalInt.empty(), now, "bulla identity rotate " + own.name());
            if (own.controlKeyInHome() && !own.card().head().closed()) {
                together.add(own.name());
            }
        }
        if (!together.isEmpty()) {
            warning(
                    String.join(", ", together),
                    (together.size() == 1 ? "its control key is" : "their control keys are")
                            + " in the home, beside the daily keys",
                    "whoever takes the home owns them; bulla identity create --control-key FILE keeps one apart");
        }
        for (Pin pin : bulla.home().pins()) {
            card(pin.name(), pin.card(), pin.forkedFrom(), now, "ask its owner for the new card");
        }
    }

    private void card(String name, Card card, OptionalInt forkedFrom, Instant now, String advice) {
        if (card.head().created().isAfter(now.plusSeconds(60))) {
            warning("clock", "the card of " + name + " comes from the future", "compare this machine's clock");
        }
        String state = Cards.state(card, forkedFrom, now);
        switch (state) {
            case "forked" ->
                failure(
                        name,
                        "two of its cards contradict each other",
                        "talk to its owner, then bulla identity import --replace");
            case "expired" -> failure(name, "its card ended " + card.head().notAfter(), advice);
            case "expiring" ->
                warning(
                        name,
                        "its card ends in "
                                + Duration.between(now, card.head().notAfter()).toHours() + " hours",
                        advice);
            default -> good(name, state + ", " + card.identifier().brief());
        }
    }

    private void replay(Bulla bulla, Path home) {
        bulla.home().replay();
        try (var files = Files.list(home.resolve("replay"))) {
            // Beside them stand the lock and the tally.
            long epochs = files.filter(file -> file.getFileName().toString().indexOf('-') > 0)
                    .count();
            good("replay", "remembers messages of " + Shown.count(epochs, "epoch"));
        } catch (IOException unreadable) {
            failure("replay", "cannot be read: " + unreadable.getMessage(), "check its permissions");
        }
    }

    private void good(String about, String message) {
        findings.add(new Finding(Level.SUCCESS, about, message, ""));
    }

    private void warning(String about, String message, String advice) {
        findings.add(new Finding(Level.WARNING, about, message, advice));
    }

    private void failure(String about, String message, String advice) {
        findings.add(new Finding(Level.FAILURE, about, message, advice));
    }
}

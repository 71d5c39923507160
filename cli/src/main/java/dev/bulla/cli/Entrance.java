// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.vault.Home;
import dev.bulla.vault.Unlocking;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Opens or makes the home, and asks for its passphrase: from the file {@code BULLA_PASSPHRASE_FILE} names, else from the person. Never an argument. */
final class Entrance {
    private static final String VARIABLE = "BULLA_PASSPHRASE_FILE";
    private static final int MOST_BYTES = 4096;

    private final Call call;

    Entrance(Call call) {
        this.call = call;
    }

    Bulla open(Bulla.Rules rules) {
        Path folder = call.home();
        boolean asks = orFail(Home.asksForPassphrase(folder));
        if (!asks) {
            return orFail(Bulla.open(folder, Unlocking.rootKeyFile(), rules));
        }
        char[] passphrase = ask(false);
        try (Unlocking how = Unlocking.passphrase(passphrase)) {
            return orFail(Bulla.open(folder, how, rules));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    Bulla create(boolean withPassphrase) {
        Path folder = call.home();
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Failure.usage(folder + " is no folder", "name another with --home");
        }
        if (!withPassphrase) {
            return orFail(Bulla.create(folder));
        }
        if (Files.exists(folder.resolve("home"))) {
            throw exists(folder);
        }
        char[] passphrase = ask(true);
        try (Unlocking how = Unlocking.passphrase(passphrase)) {
            return orFail(Bulla.create(folder, how));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private Failure failure(Outcome.Bad<?> bad) {
        Path folder = call.home();
        return switch (bad.problem()) {
            case HOME_MISSING ->
                Failure.of(
                        bad.problem(),
                        "there is no home in " + folder,
                        "bulla init makes one; --home or BULLA_HOME names another");
            case EXISTS -> exists(folder);
            case WRONG_PASSPHRASE ->
                Failure.of(
                        bad.problem(),
                        "the passphrase does not open the home in " + folder,
                        bad.problem().hint());
            default -> Failure.of(bad.problem(), bad.about());
        };
    }

    private <T> T orFail(Outcome<T> outcome) {
        return outcome.fold(Outcome.Good::value, bad -> {
            throw failure(bad);
        });
    }

    private static Failure exists(Path folder) {
        return Failure.of(
                Problem.EXISTS,
                "there is a home in " + folder + " already",
                "use it as it is, or name another folder with --home");
    }

    private char[] ask(boolean fresh) {
        Optional<String> file = call.variable(VARIABLE);
        char[] passphrase = file.isPresent() ? read(call.terminal().path(file.get())) : prompt(fresh);
        if (passphrase.length == 0) {
            throw Failure.usage(
                    "an empty passphrase protects nothing",
                    "type one, or put one into the file " + VARIABLE + " names");
        }
        return passphrase;
    }

    private char[] prompt(boolean fresh) {
        Console console = call.terminal().ends().in() ? System.console() : null;
        if (console == null) {
            throw Failure.of(
                    fresh ? Problem.USAGE : Problem.WRONG_PASSPHRASE,
                    "a passphrase is needed, and there is nobody to ask",
                    "let " + VARIABLE + " name a file with it, or call this from a terminal");
        }
        char[] first = typed(console, "passphrase: ");
        if (fresh) {
            char[] again = typed(console, "once more: ");
            boolean same = Arrays.equals(first, again);
            Arrays.fill(again, '\0');
            if (!same) {
                Arrays.fill(first, '\0');
                throw Failure.usage("the two passphrases differ", "try again");
            }
        }
        return first;
    }

    private char[] typed(Console console, String prompt) {
        Leftovers.Duty duty = call.leftovers().add(() -> call.terminal().err().println());
        char[] typed = console.readPassword(prompt);
        duty.settle();
        return typed == null ? new char[0] : typed;
    }

    /** The first line of the file. */
    private char[] read(Path file) {
        Input.warnIfShared(call, file);
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES);
        } catch (IOException missing) {
            throw Failure.usage("cannot read " + file + ", the file of the passphrase", VARIABLE + " names it");
        }
        try {
            int end = 0;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
            char[] passphrase = new char[text.remaining()];
            text.get(passphrase);
            Arrays.fill(text.array(), '\0');
            return passphrase;
        } catch (CharacterCodingException notText) {
            throw Failure.usage(file + " does not begin with a line of UTF-8", VARIABLE + " names a text file");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}

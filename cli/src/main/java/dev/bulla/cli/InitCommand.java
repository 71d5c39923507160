// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bulla init}. */
@Command(
        name = "init",
        description = "Makes the home: the folder with your identities and the cards you know.",
        footer = {"", "With --passphrase it asks for one, or reads the file that BULLA_PASSPHRASE_FILE names."})
final class InitCommand implements Callable<Integer> {
    private final Call call;

    @Option(names = "--passphrase", description = "Protect the home by a passphrase instead of a key file in it.")
    private boolean passphrase;

    InitCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        call.soon();
        try (Bulla bulla = new Entrance(call).create(passphrase)) {
            String folder = bulla.home().folder().toString();
            if (call.json()) {
                call.answer(Json.object().put("home", folder).put("unlock", passphrase ? "passphrase" : "root-key"));
            } else {
                call.answer(folder);
                call.hint("bulla identity create NAME makes an identity in it");
            }
        }
        return 0;
    }
}

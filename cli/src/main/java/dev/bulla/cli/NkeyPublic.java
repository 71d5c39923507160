// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.interop.NkeySeed;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulla nkey public}. */
@Command(name = "public", description = "Prints the public key of a seed.")
final class NkeyPublic implements Callable<Integer> {
    private final Call call;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file of the seed. Default: stdin.")
    private @Nullable String file;

    NkeyPublic(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (NkeySeed seed = Nkeys.seed(call, Optional.ofNullable(file))) {
            if (call.json()) {
                call.answer(Json.object()
                        .put("public", seed.publicKey())
                        .put("role", seed.role().label()));
            } else {
                call.answer(seed.publicKey().text());
            }
        }
        return 0;
    }
}

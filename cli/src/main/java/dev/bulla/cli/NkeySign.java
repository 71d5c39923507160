// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.interop.NkeySeed;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla nkey sign}. */
@Command(
        name = "sign",
        description =
                "Signs bytes as they are, such as the nonce of a NATS server, and prints the signature as base64url.")
final class NkeySign implements Callable<Integer> {
    private final Call call;

    @Option(names = "--seed", required = true, paramLabel = "FILE", description = "The file of your seed.")
    private String seed = "";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What is signed. Default: stdin.")
    private @Nullable String file;

    NkeySign(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (NkeySeed own = Nkeys.seedBeside(call, seed, file)) {
            if (!own.role().signs()) {
                throw Failure.usage(
                        "the key in " + Shown.text(seed) + " is a curve key, which signs nothing",
                        "bulla nkey generate user makes one that signs");
            }
            byte[] signature = own.sign(Nkeys.data(call, file, 0)).toArray();
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
            if (call.json()) {
                call.answer(Json.object().put("public", own.publicKey()).put("signature", text));
            } else {
                call.answer(text);
            }
        }
        return 0;
    }
}

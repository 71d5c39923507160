// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import dev.bulla.interop.Nkey;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla nkey verify}. */
@Command(name = "verify", description = "Checks a signature over bytes as they are. Says yes by its exit status.")
final class NkeyVerify implements Callable<Integer> {
    private final Call call;

    @Option(names = "--key", required = true, paramLabel = "NKEY", description = "The public key of who signed.")
    private String key = "";

    @Option(
            names = "--signature",
            required = true,
            paramLabel = "SIG",
            description = "The signature, base64url or base64.")
    private String signature = "";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What was signed. Default: stdin.")
    private @Nullable String file;

    NkeyVerify(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        call.soon();
        Nkey signer = Nkeys.key("--key", key, false);
        Bytes raw = signature();
        if (!signer.verify(Nkeys.data(call, file, 0), raw)) {
            throw Failure.of(
                    Problem.NOT_AUTHENTIC,
                    "the signature is not that of " + signer + " over these bytes",
                    "a line end at the end counts too");
        }
        if (call.json()) {
            call.answer(Json.object().put("outcome", "verified").put("public", signer));
        } else {
            call.note("signed by " + signer);
        }
        return 0;
    }

    private Bytes signature() {
        try {
            return Bytes.of(
                    Base64.getUrlDecoder().decode(signature.replace('+', '-').replace('/', '_')));
        } catch (IllegalArgumentException notBase64) {
            throw Failure.usage("--signature is not base64url", "bulla nkey sign prints one");
        }
    }
}

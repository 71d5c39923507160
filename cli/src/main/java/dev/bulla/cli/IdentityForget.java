// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulla identity forget}. */
@Command(
        name = "forget",
        description =
                "Releases the name of somebody else's card and prints it. Own identities are revoked, not forgotten.")
final class IdentityForget implements Callable<Integer> {
    private final Call call;

    @Parameters(paramLabel = "NAME", description = "Somebody you know.")
    private String name = "";

    IdentityForget(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        try (Bulla bulla = call.open()) {
            String released = Failure.orFail(bulla.home().unpin(name));
            if (call.json()) {
                call.answer(Json.object().put("name", released));
            } else {
                call.answer(released);
            }
        }
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.OperatingSystem;
import dev.bulla.interop.Nkey;
import dev.bulla.interop.NkeySeed;
import dev.bulla.interop.Xkv1;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla nkey seal}. */
@Command(name = "seal", description = "Seals a box (xkv1) for one curve key, at most 64 MiB.")
final class NkeySeal implements Callable<Integer> {
    private final Call call;

    @Option(names = "--seed", required = true, paramLabel = "FILE", description = "The file of your seed.")
    private String seed = "";

    @Option(names = "--to", required = true, paramLabel = "XKEY", description = "The public key of who opens it.")
    private String to = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where the box goes. Default: stdout.")
    private @Nullable String output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What is sealed. Default: stdin.")
    private @Nullable String file;

    NkeySeal(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() throws IOException {
        Nkey reader = Nkeys.key("--to", to, true);
        try (NkeySeed own = Nkeys.curve(call, seed, file);
                Xkv1 boxes = Xkv1.of(own, OperatingSystem.randomness())) {
            Nkeys.write(call, output, boxes.seal(reader, Nkeys.data(call, file, 0)), true);
        }
        return 0;
    }
}

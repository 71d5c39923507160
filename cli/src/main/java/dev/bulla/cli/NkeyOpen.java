// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.OperatingSystem;
import dev.bulla.core.Bytes;
import dev.bulla.interop.Nkey;
import dev.bulla.interop.NkeySeed;
import dev.bulla.interop.Xkv1;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla nkey open}. */
@Command(name = "open", description = "Opens a box (xkv1) that one curve key sealed for yours.")
final class NkeyOpen implements Callable<Integer> {
    private final Call call;

    @Option(names = "--seed", required = true, paramLabel = "FILE", description = "The file of your seed.")
    private String seed = "";

    @Option(names = "--from", required = true, paramLabel = "XKEY", description = "The public key of who sealed it.")
    private String from = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where the content goes. Default: stdout.")
    private @Nullable String output;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The box. Default: stdin.")
    private @Nullable String file;

    NkeyOpen(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() throws IOException {
        Nkey sender = Nkeys.key("--from", from, true);
        try (NkeySeed own = Nkeys.curve(call, seed, file);
                Xkv1 boxes = Xkv1.of(own, OperatingSystem.randomness())) {
            Bytes box = Nkeys.data(call, file, Xkv1.OVERHEAD_BYTES);
            Bytes plain = boxes.open(sender, box).fold(good -> good.value(), bad -> {
                throw Nkeys.refused(bad.problem());
            });
            Nkeys.write(call, output, plain, !(plain.isText() && Shown.plain(plain.text())));
        }
        return 0;
    }
}

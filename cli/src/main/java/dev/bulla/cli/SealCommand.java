// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Draft;
import dev.bulla.core.SealedMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla seal}. */
@Command(
        name = "seal",
        description = "Seals a message of any length for its recipients.",
        footer = {
            "",
            "Examples:",
            "  bulla seal --from alice --to bob letter.txt -o letter.bulla",
            "  tar c photos | bulla seal --from alice --to bob --context backup -o photos.bulla",
            "    opened with bulla open --archive: without it a message is good for 24 hours",
            "  bulla seal --from shop --to bank --to depot --part card=card.txt:bank order.json -o order.bulla"
        })
final class SealCommand implements Callable<Integer> {
    private final Call call;

    @Mixin
    private SealOptions options = new SealOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where the sealed message goes. Default: stdout.")
    private @Nullable String output;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The part `body`, for all recipients. Default: stdin.")
    private @Nullable String file;

    SealCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        List<SealOptions.Sourced> sources = new ArrayList<>(options.parts(call));
        Optional<Input> body = body();
        long work = sources.stream().mapToLong(source -> source.input().work()).sum()
                + body.map(Input::work).orElse(0L);
        try (Progress progress = new Progress(call);
                Bulla bulla = call.open(work)) {
            Party party = Call.as(bulla, options.from());
            Draft draft = options.draft(
                    call,
                    sources.stream()
                            .map(part -> options.piece(part, SealOptions.content(part.input(), progress)))
                            .toList());
            body.ifPresent(input -> draft.part(options.body(SealOptions.content(input, progress))));
            try (Output out = Output.open(call, Optional.ofNullable(output), true)) {
                boolean known = work < Long.MAX_VALUE / 2;
                progress.begin("sealing", known ? OptionalLong.of(work) : OptionalLong.empty());
                SealedMessage sealed = seal(party, draft, out);
                progress.end();
                out.commit();
                tell(sealed);
            }
        }
        return 0;
    }

    /** Without a FILE the body comes from stdin, unless a part takes its place. */
    private Optional<Input> body() {
        if (file == null && options.hasPart("body")) {
            return Optional.empty();
        }
        return Optional.of(Input.of(call, Optional.ofNullable(file)));
    }

    private SealedMessage seal(Party party, Draft draft, Output out) {
        try {
            return options.orFail(party.sealTo(draft, out.stream()));
        } catch (IOException broken) {
            throw Input.broken("the input", broken);
        }
    }

    private void tell(SealedMessage sealed) {
        if (call.json() && output != null && !output.equals("-")) {
            call.answer(Json.object()
                    .put("outcome", "sealed")
                    .put("file", output)
                    .put("epoch", sealed.epochId().hex())
                    .put("digest", sealed.digest().map(digest -> digest.hex()).orElse(null)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Ground;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulla inspect}. */
@Command(
        name = "inspect",
        description = "Shows what anyone can see of a sealed message or a card, without a key. Needs no home.")
final class InspectCommand implements Callable<Integer> {
    private static final byte[] ENVELOPE = {(byte) 0xda, 'b', 'u', 'l', 'a'};
    private static final byte[] CARD = {(byte) 0xda, 'b', 'u', 'l', 'c'};

    private final Call call;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A sealed message or a card. Default: stdin.")
    private @Nullable String file;

    InspectCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() throws IOException {
        Input input = Input.of(call, Optional.ofNullable(file));
        call.soon();
        try (InputStream in = input.source().open();
                Progress progress = new Progress(call)) {
            byte[] start = in.readNBytes(ENVELOPE.length);
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
            if (Arrays.equals(start, CARD)) {
                card(whole.readNBytes(Card.MOST_BYTES + 1));
            } else if (Arrays.equals(start, ENVELOPE)) {
                progress.begin("reading", input.bytes());
                Ground ground = Ground.of(InstantSource.system(), bytes -> {});
                Inspection seen = Failure.orFail(Inspection.of(progress.watch(whole), ground));
                progress.end();
                envelope(seen);
            } else {
                throw Failure.of(
                        Problem.MALFORMED,
                        Shown.text(input.name()) + " is neither a sealed message nor a card",
                        Problem.MALFORMED.hint());
            }
        } catch (IOException broken) {
            throw Input.broken(input.name(), broken);
        }
        return 0;
    }

    private void envelope(Inspection seen) {
        if (call.json()) {
            call.answer(Json.object()
                    .put("kind", "envelope")
                    .put("suite", seen.suite().map(suite -> suite.label()).orElse(null))
                    .put("epoch", seen.epochId().hex())
                    .put("inline", seen.inline())
                    .put("recipients", seen.inline() ? seen.recipients() : null)
                    .put("hidden", seen.hidden())
                    .put("compartments", seen.inline() ? seen.compartments() : null)
                    .put("counter", seen.counter())
                    .put("header_bytes", seen.headerBytes())
                    .put("parts", seen.parts())
                    .put("proof", seen.proven() ? "present" : "pairwise")
                    .put("digest", seen.digest().hex())
                    .put("bytes", seen.totalBytes()));
            return;
        }
        call.answer("a sealed message, " + Shown.size(seen.totalBytes()));
        call.answer("suite         "
                + seen.suite().map(suite -> suite.label()).orElse("unknown: its epoch is kept elsewhere"));
        call.answer(
                "recipients    " + (seen.inline() ? seen.recipients() + (seen.hidden() ? ", hidden" : "") : "unknown"));
        call.answer("compartments  " + (seen.inline() ? String.valueOf(seen.compartments()) : "unknown"));
        call.answer("parts         " + seen.parts().stream().map(Shown::size).collect(Collectors.joining(", ")));
        call.answer("header        " + Shown.size(seen.headerBytes()));
        call.answer("proof         " + (seen.proven() ? "a sealed signature" : "pairwise: none to see"));
        call.answer("epoch         " + seen.epochId().hex() + ", message " + seen.counter());
        call.answer("digest        " + seen.digest().hex());
        call.note("nothing of this is proven; sender, context, times and names are sealed");
    }

    private void card(byte[] bytes) {
        Card card = Failure.orFail(Card.decode(Bytes.of(bytes)));
        if (call.json()) {
            call.answer(Json.object()
                    .put("kind", "card")
                    .put("identifier", card.identifier())
                    .put("claims", card.name())
                    .put("state", Cards.state(card, OptionalInt.empty(), Instant.now()))
                    .put(
                            "statements",
                            Cards.statements(card).stream().map(Cards::json).toList()));
            return;
        }
        call.answer("a card, " + Shown.size(bytes.length));
        call.answer("identifier    " + card.identifier());
        call.answer("calls itself  " + Shown.text(card.name()));
        call.answer("state         " + Cards.state(card, OptionalInt.empty(), Instant.now()));
        Cards.lines(card).forEach(call::answer);
        call.note("its signatures hold; that the name is true, only a comparison of identifiers tells");
    }
}

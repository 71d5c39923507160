// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Content;
import dev.bulla.core.Draft;
import dev.bulla.core.Outcome;
import dev.bulla.core.Piece;
import dev.bulla.core.Proof;
import dev.bulla.core.SealedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla send}. */
@Command(
        name = "send",
        description = "Seals a message and hands it to a broker.",
        footer = {
            "",
            "Examples:",
            "  bulla send --from alice --to bob --via mqtt://broker --topic orders order.json",
            "  tail -f events | bulla send --from alice --to bob --via mqtts://broker --topic events --lines",
            "",
            "A user stands in the address (mqtts://user@host); the password in BULLA_MQTT_PASSWORD, or NATS, KAFKA or AMQP in its place.",
            "With NATS also ?creds=FILE or ?nkey=FILE. Where no stream keeps the subject and nobody receives, sending fails."
        })
final class SendCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 8 << 20;
    private static final int BATCH = 256;

    private final Call call;

    @Mixin
    private SealOptions options = new SealOptions();

    @Option(
            names = "--via",
            required = true,
            paramLabel = "URL",
            description = "The broker: mqtt[s]://h:1883, nats://h:4222, tls://h:4222, kafka[s]://h:9092[,h:9092] or "
                    + "amqp[s]://h:5672[/vhost].")
    private String via = "";

    @Option(names = "--topic", required = true, paramLabel = "T", description = "The topic.")
    private String topic = "";

    @Option(names = "--lines", description = "Each line of the input is a message, without its end.")
    private boolean lines;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The part `body`, for all recipients. Default: stdin.")
    private @Nullable String file;

    private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    private long sent;

    SendCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        List<Piece> pieces = options.parts(call).stream()
                .map(part -> options.piece(part, memory(part.input())))
                .toList();
        boolean noBody = file == null && options.hasPart("body") && !lines;
        Optional<Input> body = noBody ? Optional.empty() : Optional.of(input());
        try (Bulla bulla = call.open(lines ? Long.MAX_VALUE : 0)) {
            Party party = Call.as(bulla, options.from());
            try (Carriers carriers = Carriers.sending(call, via)) {
                Sending sending = new Sending(party, carriers, pieces);
                if (lines) {
                    sending.lines(body.orElseThrow());
                } else {
                    sending.send(List.of(body.map(input -> Bytes.of(input.read(MOST_BYTES)))));
                }
                while (!underWay.isEmpty()) {
                    settle();
                }
            }
        }
        if (call.json()) {
            call.answer(Json.object().put("sent", sent).put("topic", topic));
        } else {
            call.note("sent " + Shown.count(sent, "message") + " to " + Shown.text(topic));
        }
        return 0;
    }

    /** A carrier takes short messages, and what is short is sealed in memory. */
    private static Content memory(Input input) {
        return Content.of(Bytes.of(input.read(MOST_BYTES)));
    }

    /** Lines come when they come: nobody looks ahead. */
    private Input input() {
        boolean flowing = lines && (file == null || file.equals("-"));
        return flowing
                ? new Input(
                        "stdin",
                        Optional.empty(),
                        java.util.OptionalLong.empty(),
                        () -> call.terminal().in())
                : Input.of(call, Optional.ofNullable(file));
    }

    private void settle() {
        try {
            underWay.remove().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
    }

    /** Seals and sends for one identity. */
    private final class Sending {
        private final Party party;
        private final Carriers carriers;
        private final List<Piece> pieces;

        Sending(Party party, Carriers carriers, List<Piece> pieces) {
            this.party = party;
            this.carriers = carriers;
            this.pieces = pieces;
        }

        void lines(Input input) {
            try (InputStream in = input.source().open()) {
                LineReader reader = new LineReader(in, MOST_BYTES);
                List<Optional<Bytes>> batch = new ArrayList<>();
                int most = options.proof() == Proof.BATCH ? BATCH : 1;
                for (Optional<Bytes> line = reader.next(); line.isPresent(); line = reader.next()) {
                    batch.add(line);
                    if (batch.size() >= most || (in.available() == 0 && !reader.holdsMore())) {
                        send(batch);
                        batch.clear();
                    }
                }
                send(batch);
            } catch (IOException broken) {
                throw Input.broken(input.name(), broken);
            }
        }

        void send(List<Optional<Bytes>> bodies) {
            List<Draft> drafts = new ArrayList<>();
            for (Optional<Bytes> body : bodies) {
                Draft draft = options.draft(call, pieces);
                body.ifPresent(bytes -> draft.part(options.body(Content.of(bytes))));
                drafts.add(draft);
            }
            for (Outcome<SealedMessage> sealed : party.sealBatch(drafts)) {
                underWay.add(carriers.carrier()
                        .sendAsync(topic, options.orFail(sealed).envelope()));
                sent++;
            }
            while (!underWay.isEmpty() && underWay.element().isDone()) {
                settle();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Content;
import dev.bulla.core.Draft;
import dev.bulla.core.Outcome;
import dev.bulla.core.Piece;
import dev.bulla.core.Problem;
import dev.bulla.core.Proof;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Suite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code seal} and {@code send} say about a message. */
final class SealOptions {
    private static final Duration USUAL_MOST_LIFE = Duration.ofHours(24);

    /** What the library calls whoever seals. */
    private static final String SENDER = "the sender";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "NAME",
            description = "The identity of this home that speaks.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description =
                    "A recipient: a name of this home, or an identifier. Repeat for more, or part them by commas.")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--context",
            paramLabel = "C",
            description = "What the message is for; the reader must expect the same.")
    private String context = "";

    @Option(
            names = "--expires",
            paramLabel = "SPAN",
            converter = Lives.class,
            description =
                    "How long it is good: 30s, 10m, 24h, 7d. Without it, and at most, as long as the reader allows: 24h, or what his --max-life says.")
    private @Nullable Duration expires;

    @Option(
            names = "--attribute",
            paramLabel = "K=V",
            description = "A named value that all recipients see and no carrier does.")
    private List<String> attributes = new ArrayList<>();

    @Option(
            names = "--part",
            paramLabel = "NAME=FILE[:READER,..]",
            description =
                    "Another part, for these readers only, or for all. What follows the last ':' are readers if all of them are recipients; else it belongs to the file's name.")
    private List<String> parts = new ArrayList<>();

    @Option(
            names = "--proof",
            paramLabel = "KIND",
            converter = Choices.Proofs.class,
            completionCandidates = Choices.Proofs.class,
            description = "How the sender is proven: ${COMPLETION-CANDIDATES}. Default: signature.")
    private Proof proof = Proof.SIGNATURE;

    @Option(
            names = "--suite",
            paramLabel = "S",
            converter = Choices.Suites.class,
            completionCandidates = Choices.Suites.class,
            description = "Another suite than the sender's first: ${COMPLETION-CANDIDATES}.")
    private @Nullable Suite suite;

    @Option(names = "--hidden", description = "Hide who the recipients are, from all others. At most 16.")
    private boolean hidden;

    @Option(names = "--addressed", description = "Write the list of recipients inside, for the recipients to prove.")
    private boolean addressed;

    @Option(names = "--compress", description = "Compress the parts. Sizes then tell something of the content.")
    private boolean compress;

    @Option(names = "--pad", description = "Hide exact sizes, for at most 12 percent more bytes.")
    private boolean pad;

    @Option(names = "--type", paramLabel = "TYPE", description = "The media type of the body, for example text/plain.")
    private String type = "";

    String from() {
        return from;
    }

    /** Whether a part called so is given as an option. */
    boolean hasPart(String name) {
        return parts.stream().anyMatch(part -> part.startsWith(name + "="));
    }

    /** How the sender is proven. */
    Proof proof() {
        return proof;
    }

    /** A part to be: where it comes from, and for whom. */
    record Sourced(String name, Input input, List<String> readers) {}

    /** The parts given as options. */
    List<Sourced> parts(Call call) {
        if (expires != null && expires.compareTo(USUAL_MOST_LIFE) > 0) {
            call.warn("readers let a message live 24 hours unless they say --max-life");
        }
        List<Sourced> all = new ArrayList<>();
        for (String part : parts) {
            all.add(part(call, part));
        }
        return all;
    }

    private Sourced part(Call call, String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw Failure.usage(
                    "--part " + Shown.text(text) + " is not NAME=FILE or NAME=FILE:READER",
                    "for example --part pii=card.txt:bob");
        }
        String name = text.substring(0, equals);
        String file = text.substring(equals + 1);
        int colon = file.lastIndexOf(':');
        if (colon > 0) {
            List<String> readers = List.of(file.substring(colon + 1).split(",", -1));
            if (to.containsAll(readers)) {
                return new Sourced(name, Input.of(call, java.util.Optional.of(file.substring(0, colon))), readers);
            }
            if (!java.nio.file.Files.exists(call.terminal().path(file))) {
                List<String> others =
                        readers.stream().filter(reader -> !to.contains(reader)).toList();
                throw Failure.usage(
                        "a reader of part " + Shown.text(name) + " is not a recipient: "
                                + Shown.text(String.join(", ", others)),
                        "name every reader with --to too");
            }
        }
        return new Sourced(name, Input.of(call, java.util.Optional.of(file)), List.of());
    }

    /** A part of this content. */
    Piece piece(Sourced part, Content content) {
        return piece(part.name(), content).onlyFor(part.readers().toArray(new String[0]));
    }

    /** The message without its body. */
    Draft draft(Call call, List<Piece> pieces) {
        Draft draft = Draft.to(to).context(context).proof(proof);
        attributes().forEach(draft::attribute);
        if (expires != null) {
            draft.livesFor(expires);
        }
        if (suite != null) {
            draft.suite(suite);
        }
        if (hidden) {
            draft.hidden();
        }
        if (addressed) {
            draft.addressed();
        }
        pieces.forEach(draft::part);
        return draft;
    }

    /** The sealed message, or why there is none. */
    SealedMessage orFail(Outcome<SealedMessage> sealed) {
        return sealed.fold(good -> good.value(), bad -> {
            boolean own = bad.about().startsWith(SENDER);
            if (own && bad.problem() == Problem.KEY_MISSING && suite != null) {
                throw Failure.of(
                        bad.problem(),
                        Shown.text(from) + " does not sign with suite " + suite.label(),
                        "bulla identity create --suite " + suite.label() + " makes an identity that does");
            }
            throw Failure.of(bad.problem(), own ? from + bad.about().substring(SENDER.length()) : bad.about());
        });
    }

    /** The body, for all recipients. */
    Piece body(Content content) {
        return piece("body", content).ofType(type);
    }

    /** A part's content, counted while it is read. */
    static Content content(Input input, Progress progress) {
        Content.Source source = progress.watch(input.source());
        return input.bytes().isPresent() ? Content.of(source, input.bytes().getAsLong()) : Content.of(source);
    }

    private Piece piece(String name, Content content) {
        Piece piece = Piece.of(name, content);
        piece = compress ? piece.compress() : piece;
        return pad ? piece.pad() : piece;
    }

    private Map<String, String> attributes() {
        Map<String, String> named = new LinkedHashMap<>();
        for (String attribute : attributes) {
            int equals = attribute.indexOf('=');
            if (equals < 1) {
                throw Failure.usage(
                        "--attribute " + Shown.text(attribute) + " is not K=V", "for example --attribute trace=42");
            }
            String key = attribute.substring(0, equals);
            if (named.putIfAbsent(key, attribute.substring(equals + 1)) != null) {
                throw Failure.usage(
                        "the attribute " + Shown.text(key) + " is given twice", "a message has one value for each");
            }
        }
        return named;
    }
}

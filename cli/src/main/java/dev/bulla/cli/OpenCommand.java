// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.Spool;
import dev.bulla.core.Content;
import dev.bulla.core.Expectation;
import dev.bulla.core.Identity;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import dev.bulla.core.Opening;
import dev.bulla.core.Part;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulla open}. */
@Command(
        name = "open",
        description = "Opens a sealed message and writes its body, or another part of it.",
        footer = {
            "",
            "Examples:",
            "  bulla open --as bob letter.bulla",
            "  bulla open --as bob --archive --context backup photos.bulla | tar x",
            "  bulla open --as bank --json order.bulla | jq .sender.name",
            "  bulla open --as bank --out-dir order order.bulla"
        })
final class OpenCommand implements Callable<Integer> {
    private static final long MOST_BYTES = 1L << 40;

    private final Call call;

    @Option(names = "--as", required = true, paramLabel = "NAME", description = "The identity of this home that reads.")
    private String as = "";

    @Option(
            names = "--context",
            paramLabel = "C",
            description = "The context to expect. Default: none, which opens only messages without one.")
    private String context = "";

    @Option(names = "--part", paramLabel = "NAME", description = "The part to write. Default: body.")
    private @Nullable String part;

    @ArgGroup
    private Where where = new Where();

    @Mixin
    private MaxLife life = new MaxLife();

    @Option(names = "--allow-replay", description = "Open it although it was opened here before.")
    private boolean allowReplay;

    @Option(
            names = "--archive",
            description = "For backups and logs: tell of expiry and replay, enforce neither, note nothing.")
    private boolean archive;

    @Option(names = "--full", description = "With --json: the content of parts above 1 MiB too.")
    private boolean full;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The sealed message. Default: stdin.")
    private @Nullable String file;

    /** One place or the other. */
    private static final class Where {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "OUT",
                description = "Where the part goes. Default: stdout.")
        private @Nullable String output;

        @Option(
                names = "--out-dir",
                paramLabel = "DIR",
                description = "Write every readable part under its name; nothing there is overwritten.")
        private @Nullable String folder;
    }

    OpenCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        if (part != null && where.folder != null) {
            throw Failure.usage("--part and --out-dir do not go together", "--out-dir writes every readable part");
        }
        if (call.json() && "-".equals(where.output)) {
            throw Failure.usage("--json and -o - both want stdout", "name a file with -o");
        }
        Input input = Input.of(call, Optional.ofNullable(file));
        if (input.file().isPresent()) {
            return open(input.source(), input.work(), input.bytes());
        }
        try (InputStream in = input.source().open();
                Spool spool = Spool.of(in, MOST_BYTES)) {
            return open(spool, spool.size(), OptionalLong.of(spool.size()));
        } catch (IOException broken) {
            throw Input.broken(input.name(), broken);
        }
    }

    private int open(Content.Source source, long work, OptionalLong bytes) {
        try (Progress progress = new Progress(call);
                Bulla bulla = call.open(work, life.rules())) {
            Party party = Call.as(bulla, as);
            progress.begin("checking", bytes);
            Opening opening = open(bulla, party, progress.watch(source));
            progress.end();
            return opening.fold(
                    opened -> late(opened) ? refuseLate(opened) : write(opened, progress),
                    notForMe -> refuse("not_for_me", notForMe(party)),
                    refused -> refuse("refused", refusal(refused.problem())),
                    unavailable -> refuse("unavailable", unavailable(unavailable.problem())));
        } catch (IOException broken) {
            throw Input.broken("the input", broken);
        }
    }

    private Opening open(Bulla bulla, Party party, Content.Source source) throws IOException {
        Expectation expectation = Expectation.of(context);
        if (archive) {
            return party.open(source, expectation.inArchive());
        }
        if (!allowReplay) {
            return party.open(source, expectation);
        }
        Bulla.Rules rules = life.rules();
        Identity identity = Failure.orFail(bulla.home().identity(as));
        LenientReplay replay = new LenientReplay(bulla.home().replay());
        Opener opener = Opener.of(
                identity,
                bulla.home().directory(),
                rules.policy(),
                rules.journal(),
                replay,
                rules.settings(),
                bulla.ground());
        return opener.open(source, expectation);
    }

    /** Receivers allow for clocks that differ by a minute; a person who names a time means it. */
    private boolean late(Opened opened) {
        return !archive
                && opened.expires().filter(end -> !end.isAfter(Instant.now())).isPresent();
    }

    private int refuseLate(Opened opened) {
        opened.release();
        return refuse("refused", refusal(Problem.EXPIRED));
    }

    private Failure unavailable(Problem problem) {
        return Failure.of(problem, problem == Problem.STORE_UNAVAILABLE ? "in " + call.home() : "");
    }

    /** Why it does not open, and which option helps. */
    private Failure refusal(Problem problem) {
        return switch (problem) {
            case REPLAYED ->
                Failure.of(
                        problem,
                        problem.sentence(),
                        "--allow-replay opens it once more, --out-dir DIR writes all its parts; if you never opened it, somebody delivered it twice");
            case WRONG_CONTEXT ->
                context.isEmpty()
                        ? Failure.of(
                                problem,
                                "it was sealed for a context, and none was named",
                                "name it with --context; the sender knows it")
                        : Failure.of(
                                problem,
                                "it was not sealed for the context " + Shown.text(context),
                                "name another with --context, or leave that out if it was sealed without one");
            case EXPIRED ->
                Failure.of(
                        problem,
                        problem.sentence(),
                        "--archive reads it all the same; one that names no expiry is good for --max-life, 24h if not given");
            case LIFE_TOO_LONG ->
                Failure.of(problem, problem.sentence(), "--max-life 7d lets messages live a week here; without it 24h");
            case PAIRWISE_REFUSED ->
                archive
                        ? Failure.of(
                                problem,
                                "a pairwise message proves nothing later, so no archive takes it",
                                "open it without --archive while it lives; what is to be kept is sealed with a signature")
                        : Failure.of(problem, "");
            case MALFORMED ->
                Failure.of(
                        problem,
                        (file == null || file.equals("-") ? "stdin" : Shown.text(file))
                                + " is no sealed message, or it was cut or changed",
                        problem.hint());
            default -> Failure.of(problem, "");
        };
    }

    private static Failure notForMe(Party party) {
        return Failure.of(
                Problem.NOT_FOR_ME,
                "this letter is not for key " + KeyIds.brief(party.card()) + " of " + party.name(),
                Problem.NOT_FOR_ME.hint());
    }

    private int refuse(String outcome, Failure failure) {
        if (!call.json()) {
            throw failure;
        }
        call.answer(Json.object()
                .put("outcome", outcome)
                .put("problem", failure.problem().name())
                .put("message", failure.message())
                .put("hint", failure.hint()));
        return failure.problem().exitStatus();
    }

    /** Only when everything is written it counts as opened. */
    private int write(Opened opened, Progress progress) {
        boolean written = false;
        Leftovers.Duty duty = call.leftovers().add(opened::release);
        try {
            Letter letter = new Letter(opened);
            if (where.folder != null) {
                writeAll(opened, letter, progress);
            } else if (call.json() && where.output == null) {
                call.answer(json(letter, Map.of()));
            } else {
                writeOne(letter, progress);
            }
            if (!call.json()) {
                letter.tell(call);
                if (where.folder == null) {
                    letter.tellOthers(call, wanted(), archive ? "" : " --allow-replay");
                }
            }
            written = true;
        } finally {
            duty.settle();
            if (!written) {
                opened.release();
            }
        }
        opened.done();
        return 0;
    }

    /** The part to write. */
    private String wanted() {
        return part == null ? "body" : part;
    }

    private void writeOne(Letter letter, Progress progress) {
        String name = wanted();
        Part.Readable readable = letter.readable(name);
        boolean binary = call.terminal().ends().out() && where.output == null && !text(readable);
        try (Output out = Output.open(call, Optional.ofNullable(where.output), binary)) {
            progress.begin("writing " + name, readable.length());
            Parts.copy(readable, out, progress);
            progress.end();
            out.commit();
            Path file = out.file().orElse(null);
            if (call.json()) {
                call.answer(json(letter, file == null ? Map.of() : Map.of(name, file)));
            }
        }
    }

    private void writeAll(Opened opened, Letter letter, Progress progress) {
        Path folder = call.terminal().path(String.valueOf(where.folder));
        try (Parts parts = new Parts(call, folder)) {
            for (Part each : opened.parts()) {
                each.fold(readable -> parts.write(readable, progress), withheld -> false);
            }
            progress.end();
            parts.commit();
            if (call.json()) {
                call.answer(json(letter, parts.files()));
            }
        }
    }

    private Json json(Letter letter, Map<String, Path> files) {
        return letter.json(full ? Long.MAX_VALUE : Letter.USUAL_MOST_BYTES, files);
    }

    /** Whether a person can look at it: short enough to be sure, and text. */
    private static boolean text(Part.Readable part) {
        return part.length().orElse(Long.MAX_VALUE) <= Letter.USUAL_MOST_BYTES
                && part.bytes().isText()
                && Shown.plain(part.bytes().text());
    }
}

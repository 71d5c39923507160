// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Opened;
import dev.bulla.core.Part;
import dev.bulla.core.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An opened message as the command tells of it. */
final class Letter {
    /** Longer parts are told of by their size, unless a person asks for all. */
    static final long USUAL_MOST_BYTES = 1 << 20;

    private final Opened opened;

    Letter(Opened opened) {
        this.opened = opened;
    }

    /**
     * The JSON of {@code docs/guide/command.md}.
     *
     * @param mostBytes longer parts come without their content
     * @param files where parts were written, by their names: they come without their content
     */
    Json json(long mostBytes, Map<String, Path> files) {
        List<Json> parts = new ArrayList<>();
        for (Part part : opened.parts()) {
            parts.add(part.fold(readable -> json(readable, mostBytes, files), Letter::json));
        }
        Json json = Json.object()
                .put("outcome", "opened")
                .put(
                        "sender",
                        Json.object()
                                .put("name", opened.sender().name())
                                .put("id", opened.sender().identifier()))
                .put("context", opened.context())
                .put("created", opened.created())
                .put("expires", opened.expires().map(Instant::toString).orElse(null))
                .put("proof", opened.proof().label())
                .put("attributes", opened.attributes())
                .put("parts", parts)
                .put("suite", opened.suite().label())
                .put("content_type", opened.contentType());
        if (over() || opened.replay() != Opened.Replay.NEW) {
            json.put("expired", over()).put("replay", opened.replay().name().toLowerCase(java.util.Locale.ROOT));
        }
        return json;
    }

    private static Json json(Part.Readable part, long mostBytes, Map<String, Path> files) {
        long bytes = part.length().orElse(Long.MAX_VALUE);
        Json json = Json.object()
                .put("name", part.name())
                .put("bytes", bytes)
                .put("readable", true)
                .put("media_type", part.mediaType());
        Path file = files.get(part.name());
        if (file != null) {
            return json.put("file", file.toString());
        }
        if (bytes > mostBytes) {
            return json.put("omitted", true);
        }
        Bytes content = part.bytes();
        if (content.isText() && Shown.plain(content.text())) {
            return json.put("text", content.text());
        }
        return json.put("base64", content.toArray());
    }

    private static Json json(Part.Withheld part) {
        return Json.object()
                .put("name", part.name())
                .put("bytes", part.sealedBytes())
                .put("readable", false)
                .put("media_type", "");
    }

    /** Receivers allow for clocks that differ by a minute; a person who names a time means it. */
    private boolean over() {
        return opened.expired()
                || opened.expires().filter(end -> !end.isAfter(Instant.now())).isPresent();
    }

    /** A readable part, or why there is none of this name. */
    Part.Readable readable(String name) {
        Part part = opened.part(name)
                .orElseThrow(() -> Failure.of(
                        Problem.PART_UNKNOWN,
                        "it has no part called " + Shown.text(name),
                        "its parts: " + opened.parts().stream().map(Part::name).collect(Collectors.joining(", "))
                                + "; choose one with --part"));
        return part.fold(readable -> readable, withheld -> {
            throw Failure.of(
                    Problem.PART_WITHHELD, "the part " + name + " is for other readers", Problem.PART_WITHHELD.hint());
        });
    }

    /** Tells a person of the parts that could have been written too; {@code again} is the option that opens a message once more. */
    void tellOthers(Call call, String written, String again) {
        List<String> others = new ArrayList<>();
        for (Part part : opened.parts()) {
            part.fold(readable -> !readable.name().equals(written) && others.add(readable.name()), withheld -> false);
        }
        if (!others.isEmpty()) {
            call.note("also for you: " + String.join(", ", others));
            call.hint("--out-dir DIR" + again + " writes all parts, --part " + others.get(0) + again + " this one");
        }
    }

    /** Tells a person what stdout does not say: who sent it, and what is for others. */
    void tell(Call call) {
        StringBuilder line = new StringBuilder("from ")
                .append(Shown.text(opened.sender().name()))
                .append(" (")
                .append(opened.sender().identifier().brief())
                .append("), ")
                .append(opened.created());
        if (!opened.context().isEmpty()) {
            line.append(", context ").append(Shown.text(opened.context()));
        }
        call.note(line.toString());
        opened.attributes().forEach((name, value) -> call.note("attribute " + name + "=" + Shown.text(value)));
        for (Part part : opened.parts()) {
            part.fold(readable -> "", withheld -> {
                call.note("part " + withheld.name() + " is withheld: " + Shown.size(withheld.sealedBytes())
                        + " sealed, for other readers");
                return "";
            });
        }
        if (over()) {
            call.note("its time is over ("
                    + opened.expires()
                            .map(end -> "it was good until " + end)
                            .orElse("it names no expiry, and is older than readers allow")
                    + ")");
        }
        if (opened.replay() == Opened.Replay.SEEN) {
            call.note("it was opened and handled here before");
        }
    }
}

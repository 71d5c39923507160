// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import dev.bulla.core.Suite;
import java.util.List;

/** The facts of the demonstration for machines: one JSON object. */
final class DemoSummary {
    private DemoSummary() {}

    static Json of(DemoFacts facts) {
        List<String> broken = facts.broken();
        Json summary = Json.object().put("outcome", broken.isEmpty() ? "kept" : "broken");
        if (!broken.isEmpty()) {
            summary.put("problem", Problem.FAILED.name())
                    .put("message", "the demonstration did not come out as promised")
                    .put("hint", Problem.FAILED.hint());
        }
        return summary.put("broken", broken)
                .put("broker", facts.broker())
                .put("wire", wire(facts.wire()))
                .put("readers", facts.views().stream().map(DemoSummary::view).toList())
                .put(
                        "attacks",
                        facts.attacks().stream().map(DemoSummary::attack).toList())
                .put("speed", speed(facts.speed()))
                .put("milliseconds", facts.took().toMillis());
    }

    private static Json wire(DemoFacts.Wire wire) {
        Inspection seen = wire.seen();
        return Json.object()
                .put("bytes", wire.envelope().size())
                .put("suite", seen.suite().map(Suite::label).orElse(null))
                .put("epoch", seen.epochId().hex())
                .put("message", seen.counter())
                .put("recipients", seen.recipients())
                .put("compartments", seen.compartments())
                .put("header_bytes", seen.headerBytes())
                .put("part_bytes", seen.parts())
                .put("proven", seen.proven())
                .put("searched", wire.searched())
                .put("found", wire.found())
                .put("base64", wire.envelope().toArray());
    }

    private static Json view(DemoFacts.View view) {
        return Json.object()
                .put("name", view.reader())
                .put("answer", view.word())
                .put("sender", view.sender().orElse(null))
                .put("parts", view.parts().stream().map(DemoSummary::part).toList());
    }

    private static Json part(DemoFacts.PartView part) {
        Json json = Json.object()
                .put("name", part.name())
                .put("readable", part.text().isPresent());
        return part.text().isPresent()
                ? json.put("text", part.text().get())
                : json.put("sealed_bytes", part.sealedBytes());
    }

    private static Json attack(DemoFacts.Attack attack) {
        return Json.object()
                .put("number", attack.number())
                .put("name", attack.name())
                .put("deed", attack.deed())
                .put("promised", attack.promised())
                .put("kept", attack.kept())
                .put(
                        "answers",
                        attack.answers().stream().map(DemoSummary::answer).toList());
    }

    private static Json answer(DemoFacts.View view) {
        return Json.object().put("reader", view.reader()).put("answer", view.word());
    }

    private static Json speed(DemoFacts.Speed speed) {
        return Json.object()
                .put("letter_bytes", speed.letterBytes())
                .put("seals_per_second", speed.seals())
                .put("opens_per_second", speed.opens())
                .put("crossing_microseconds", speed.crossing().toNanos() / 1000)
                .put("crossings", speed.crossings());
    }
}

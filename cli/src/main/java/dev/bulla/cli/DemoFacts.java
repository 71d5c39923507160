// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was seen in one run of the demonstration: the screen and the JSON say nothing else.
 *
 * @param broker where it listened
 * @param wire what the broker carried
 * @param views what each reader saw
 * @param attacks what eve tried, and what became of it
 * @param speed how fast it went
 * @param took how long the run worked, waiting for Enter not counted
 */
record DemoFacts(String broker, Wire wire, List<View> views, List<Attack> attacks, Speed speed, Duration took) {
    /** The answer of whoever opened a message; any other is the code of a {@link Problem}. */
    static final String OPENED = "OPENED";

    /**
     * A message as its carrier sees it.
     *
     * @param envelope the bytes
     * @param seen what anyone reads off them
     * @param searched the words looked for in the bytes
     * @param found those that are there
     */
    record Wire(Bytes envelope, Inspection seen, List<String> searched, List<String> found) {}

    /**
     * What one service answered to one message.
     *
     * @param reader its name
     * @param word {@link #OPENED}, or the code of a problem
     * @param sender who sent it, once opened
     * @param parts what the parts say, in the sender's order
     */
    record View(String reader, String word, Optional<String> sender, List<PartView> parts) {
        static View refused(String reader, Problem problem) {
            return new View(reader, problem.name(), Optional.empty(), List.of());
        }

        Optional<PartView> part(String name) {
            return parts.stream().filter(part -> part.name().equals(name)).findFirst();
        }
    }

    /**
     * One part, as one reader sees it.
     *
     * @param name its name
     * @param text what it says; empty when it is withheld
     * @param sealedBytes the size of what is withheld; 0 when it is not
     */
    record PartView(String name, Optional<String> text, long sealedBytes) {}

    /**
     * One thing eve did to a message, and what was answered.
     *
     * @param number which of the five attacks it belongs to; 0 for the message she let through in the end
     * @param name the attack in one word
     * @param deed what she did
     * @param promised what everybody has to answer
     * @param answers what they answered
     */
    record Attack(int number, String name, String deed, String promised, List<View> answers) {
        boolean kept() {
            return !answers.isEmpty()
                    && answers.stream().allMatch(answer -> answer.word().equals(promised));
        }

        /** Who gave which answer; one entry when they agree. */
        Map<String, List<String>> byAnswer() {
            return answers.stream()
                    .collect(Collectors.groupingBy(
                            View::word, LinkedHashMap::new, Collectors.mapping(View::reader, Collectors.toList())));
        }
    }

    /**
     * How fast it went.
     *
     * @param letterBytes the size of what was sealed
     * @param seals sealed in a second by one thread
     * @param opens opened in a second by one thread
     * @param crossing from the sender's hand to the last reader's, through the broker: the median
     * @param crossings how many were measured
     */
    record Speed(int letterBytes, long seals, long opens, Duration crossing, int crossings) {}

    /** What did not come out as promised, one sentence each. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (!wire.found().isEmpty()) {
            broken.add("the broker could read " + String.join(", ", wire.found()));
        }
        for (View view : views) {
            if (!DemoLetter.promisedTo(view)) {
                broken.add(view.reader() + " did not see exactly its parts (" + view.word() + ")");
            }
        }
        for (Attack attack : attacks) {
            if (!attack.kept()) {
                broken.add("she " + attack.deed() + ": " + attack.byAnswer() + ", not " + attack.promised());
            }
        }
        return List.copyOf(broken);
    }
}

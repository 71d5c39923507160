// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Problem;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a carrier does. Safe for many threads; a reading is not one moment: each number is right by itself. */
public final class Tally implements Watch {
    private final LongAdder received = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder openedNanos = new LongAdder();
    private final LongAdder plain = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final LongAdder handledNanos = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Map<Problem, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<DeadLetters.Reason, LongAdder> deadLetters = new ConcurrentHashMap<>();

    /**
     * The numbers since it was made.
     *
     * @param received messages that arrived, copies included
     * @param opened those whose sender was proven
     * @param openedNanos how long opening took, in sum
     * @param plain those that nobody sealed, from topics where that is still allowed
     * @param handled those that were handled, the broker told
     * @param handledNanos from arrival until then, in sum
     * @param retries how often a message was put back to come again
     * @param dropped those nobody wanted acknowledged, that found no room
     * @param refused those that did not open, by reason
     * @param deadLetters those that went to the dead letters, by reason
     */
    public record Figures(
            long received,
            long opened,
            long openedNanos,
            long plain,
            long handled,
            long handledNanos,
            long retries,
            long dropped,
            Map<Problem, Long> refused,
            Map<DeadLetters.Reason, Long> deadLetters) {}

    /** Reads the numbers. */
    public Figures figures() {
        Map<Problem, Long> problems = new EnumMap<>(Problem.class);
        refused.forEach((problem, count) -> problems.put(problem, count.sum()));
        Map<DeadLetters.Reason, Long> reasons = new EnumMap<>(DeadLetters.Reason.class);
        deadLetters.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new Figures(
                received.sum(),
                opened.sum(),
                openedNanos.sum(),
                plain.sum(),
                handled.sum(),
                handledNanos.sum(),
                retries.sum(),
                dropped.sum(),
                Map.copyOf(problems),
                Map.copyOf(reasons));
    }

    @Override
    public void received(String topic) {
        received.increment();
    }

    @Override
    public void opened(String topic, long nanos) {
        opened.increment();
        openedNanos.add(nanos);
    }

    @Override
    public void refused(String topic, Problem problem) {
        refused.computeIfAbsent(problem, any -> new LongAdder()).increment();
    }

    @Override
    public void acceptedPlain(String topic) {
        plain.increment();
    }

    @Override
    public void handled(String topic, long nanos) {
        handled.increment();
        handledNanos.add(nanos);
    }

    @Override
    public void retrying(String topic, int attempts) {
        retries.increment();
    }

    @Override
    public void deadLettered(String topic, DeadLetters.Reason reason) {
        deadLetters.computeIfAbsent(reason, any -> new LongAdder()).increment();
    }

    @Override
    public void dropped(String topic) {
        dropped.increment();
    }
}

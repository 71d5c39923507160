// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Expectation;
import dev.bulla.core.Inspection;
import dev.bulla.core.Opened;
import dev.bulla.core.Opening;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens what arrives, hands what is proven to the application, and says what becomes of the rest. Nothing unopened reaches the application: there
 * is no way to ask for it, except for topics where {@link #plainFrom} says so while a system changes over.
 *
 * <p>When the application throws, the message is not handled: {@link UnavailableException} makes it come again, anything else sends it to the dead
 * letters. Immutable; safe for many threads.
 */
public final class Handling implements Receiver {
    private final Opens opens;
    private final Expectation expectation;
    private final Application application;
    private final Map<Problem, Disposition> rules;
    private final Epochs epochs;
    private final Plain plain;
    private final Watch watch;

    private Handling(
            Opens opens,
            Expectation expectation,
            Application application,
            Map<Problem, Disposition> rules,
            Epochs epochs,
            Plain plain,
            Watch watch) {
        this.opens = opens;
        this.expectation = expectation;
        this.application = application;
        this.rules = rules;
        this.epochs = epochs;
        this.plain = plain;
        this.watch = watch;
    }

    /** What opens an envelope: {@code party::open}. */
    @FunctionalInterface
    public interface Opens {
        /** Opens it, or says why not. */
        Opening open(Bytes sealed, Expectation expectation);
    }

    /** What an application does with a message. */
    @FunctionalInterface
    public interface Application {
        /** Acts on a message whose sender, context and time were checked. Returns when it has done so for good. */
        void handle(Opened message) throws Exception;
    }

    /** What an application does with what nobody sealed. */
    @FunctionalInterface
    public interface PlainApplication {
        /** Acts on bytes that anybody may have written. */
        void handle(Arrival arrival) throws Exception;
    }

    /** Where epochs are found that messages only refer to. */
    @FunctionalInterface
    public interface Epochs {
        /**
         * The epoch object of this identifier, if it is there.
         *
         * @throws UnavailableException when nobody can tell now
         */
        Optional<Bytes> find(Bytes epochId);
    }

    private record Plain(Set<String> topics, PlainApplication application) {}

    /** Opens with this, expects that, and hands over to the application. */
    public static Handling of(Opens opens, Expectation expectation, Application application) {
        return new Handling(
                opens,
                expectation,
                application,
                Map.of(),
                id -> Optional.empty(),
                new Plain(Set.of(), arrival -> {}),
                new Watch() {});
    }

    /** The same, with another word on one problem than {@link Disposition#of(Problem)} has. */
    public Handling on(Problem problem, Disposition disposition) {
        Map<Problem, Disposition> more = new EnumMap<>(Problem.class);
        more.putAll(rules);
        more.put(problem, disposition);
        return new Handling(opens, expectation, application, Map.copyOf(more), epochs, plain, watch);
    }

    /** The same, fetching epochs that messages refer to. */
    public Handling epochs(Epochs source) {
        return new Handling(opens, expectation, application, rules, source, plain, watch);
    }

    /**
     * The same, while a system changes over: from these topics, by their exact names, what does not begin as an envelope does goes to the other
     * application. What begins as one is opened, or refused as ever.
     */
    public Handling plainFrom(Set<String> topics, PlainApplication other) {
        return new Handling(
                opens, expectation, application, rules, epochs, new Plain(Set.copyOf(topics), other), watch);
    }

    /** The same, with somebody who is told what was opened and what was refused. */
    public Handling watchedBy(Watch toTell) {
        return new Handling(opens, expectation, application, rules, epochs, plain, Watch.guarded(toTell));
    }

    @Override
    public Disposition receive(Arrival arrival) {
        if (!Inspection.looksSealed(arrival.sealed()) && plain.topics().contains(arrival.source())) {
            return takePlain(arrival);
        }
        long start = System.nanoTime();
        Opening opening = opens.open(arrival.sealed(), expectation);
        if (opening instanceof Opening.Unavailable missing && missing.problem() == Problem.EPOCH_UNKNOWN) {
            opening = withEpoch(arrival.sealed(), opening);
        }
        long nanos = System.nanoTime() - start;
        return opening.fold(
                opened -> handle(arrival, opened, nanos),
                notForMe -> refuse(arrival, Problem.NOT_FOR_ME),
                refused -> refuse(arrival, refused.problem()),
                unavailable -> refuse(arrival, unavailable.problem()));
    }

    private Opening withEpoch(Bytes sealed, Opening without) {
        return Inspection.of(sealed)
                .fold(
                        seen -> epochs.find(seen.value().epochId())
                                .map(object -> opens.open(sealed, expectation.withEpoch(object)))
                                .orElse(without),
                        problem -> without);
    }

    private Disposition handle(Arrival arrival, Opened opened, long nanos) {
        watch.opened(arrival.source(), nanos);
        boolean handled = false;
        try {
            application.handle(opened);
            handled = true;
        } catch (Exception failed) {
            throw failure(failed);
        } finally {
            if (!handled) {
                opened.release();
            }
        }
        opened.done();
        return Disposition.ACKNOWLEDGE;
    }

    private Disposition takePlain(Arrival arrival) {
        watch.acceptedPlain(arrival.source());
        try {
            plain.application().handle(arrival);
        } catch (Exception failed) {
            throw failure(failed);
        }
        return Disposition.ACKNOWLEDGE;
    }

    private Disposition refuse(Arrival arrival, Problem problem) {
        watch.refused(arrival.source(), problem);
        Disposition usual = Disposition.of(problem);
        return rules.getOrDefault(problem, usual);
    }

    private static RuntimeException failure(Exception failed) {
        if (failed instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return failed instanceof RuntimeException known ? known : new IllegalStateException(failed);
    }
}

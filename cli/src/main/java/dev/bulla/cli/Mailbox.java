// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Party;
import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Receiver;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Part;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Opens what arrives and writes it; a message is done only after it was written. Receives on the carrier's thread, is waited for on another.
 */
final class Mailbox implements Receiver {
    private static final long GOODBYE_SECONDS = 10;

    private final Call call;
    private final Party party;
    private final Expectation expectation;
    private final Manner manner;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<Problem, Long> others = new EnumMap<>(Problem.class);
    private volatile long lastNanos = System.nanoTime();
    private volatile boolean interrupted;
    private volatile Optional<Failure> failure = Optional.empty();
    private long opened;
    private boolean told;

    /**
     * How to write.
     *
     * @param part which part
     * @param lines whether a line end follows each
     * @param most after how many to stop
     */
    record Manner(String part, boolean lines, long most) {}

    Mailbox(Call call, Party party, Expectation expectation, Manner manner) {
        this.call = call;
        this.party = party;
        this.expectation = expectation;
        this.manner = manner;
    }

    @Override
    public synchronized Disposition receive(Arrival arrival) {
        if (stop.getCount() == 0) {
            return Disposition.RETRY;
        }
        return party.open(arrival.sealed(), expectation)
                .fold(
                        this::write,
                        notForMe -> refuse(Problem.NOT_FOR_ME),
                        refused -> refuse(refused.problem()),
                        unavailable -> refuse(unavailable.problem()));
    }

    private Disposition write(Opened message) {
        boolean written = false;
        try {
            OutputStream out = call.terminal().out();
            if (call.json()) {
                new Letter(message).json(Letter.USUAL_MOST_BYTES, Map.of()).writeTo(out);
            } else {
                body(message, out);
            }
            out.flush();
            written = true;
        } catch (IOException broken) {
            failure = Optional.of(Output.broken("stdout", broken));
            stop.countDown();
            return Disposition.RETRY;
        } finally {
            if (!written) {
                message.release();
            }
        }
        message.done();
        lastNanos = System.nanoTime();
        opened++;
        if (opened >= manner.most()) {
            stop.countDown();
        }
        return Disposition.ACKNOWLEDGE;
    }

    private void body(Opened message, OutputStream out) throws IOException {
        Optional<Part> part = message.part(manner.part());
        if (part.isEmpty()) {
            call.note("a message without a part " + Shown.text(manner.part()));
            return;
        }
        Bytes content = part.get().fold(Part.Readable::bytes, withheld -> {
            call.note("the part " + manner.part() + " of a message is for other readers");
            return Bytes.EMPTY;
        });
        out.write(content.toArray());
        if (manner.lines()) {
            out.write('\n');
        }
    }

    /** Copies and letters for others are nobody's trouble; the rest is told as it comes. */
    private Disposition refuse(Problem problem) {
        others.merge(problem, 1L, Long::sum);
        Disposition disposition = Disposition.of(problem);
        if (disposition == Disposition.DEAD_LETTER) {
            if (call.json()) {
                call.answer(Json.object()
                        .put("outcome", "refused")
                        .put("problem", problem.name())
                        .put("message", problem.sentence())
                        .put("hint", problem.hint()));
            } else {
                call.note("to the dead letters: " + problem.sentence() + " (" + problem.name() + ")");
            }
        }
        return disposition;
    }

    /** Waits until enough has come, nothing comes any more, or a person says stop. */
    void await(Duration idle) {
        lastNanos = System.nanoTime();
        try {
            while (true) {
                long left = idle.toNanos() - (System.nanoTime() - lastNanos);
                if (left <= 0 || stop.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        } finally {
            stop.countDown();
        }
    }

    /** Ctrl-C: what is in hand is finished first. */
    void interrupt() {
        interrupted = true;
        stop.countDown();
        try {
            if (!ended.await(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                call.warn("what was under way comes again");
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }

    /** The carrier is closed. */
    void ended() {
        ended.countDown();
        if (interrupted) {
            tell();
        }
    }

    /** Tells a person what came, once. */
    synchronized void tell() {
        if (told) {
            return;
        }
        told = true;
        StringBuilder line = new StringBuilder("opened ").append(Shown.count(opened, "message"));
        others.forEach(
                (problem, times) -> line.append(", ").append(times).append(' ').append(problem.name()));
        call.note(line.toString());
    }

    synchronized long opened() {
        return opened;
    }

    boolean interrupted() {
        return interrupted;
    }

    Optional<Failure> failure() {
        return failure;
    }
}

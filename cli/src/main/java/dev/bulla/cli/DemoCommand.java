// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bulla demo}: the whole story on one screen, with a real broker, real messages and real attacks. Ends with 0 only when everything
 * came out as promised. Leaves nothing behind.
 */
@Command(
        name = "demo",
        description =
                "Shows everything on one screen: an order through a real broker, who can read what of it, and five"
                        + " attacks.")
final class DemoCommand implements Callable<Integer> {
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final String LINE_UP = "\u001b[A";

    private final Call call;
    private long waitedNanos;

    @Option(names = "--no-pause", description = "Do not wait for Enter between the three acts.")
    private boolean noPause;

    DemoCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        DemoStage stage = DemoStage.open();
        Leftovers.Duty duty = call.leftovers().add(stage::close);
        try {
            return show(stage);
        } catch (RuntimeException broken) {
            if (stage.closed()) {
                // Ctrl-C: the process is ending, and what fails now fails because of that.
                return Problem.FAILED.exitStatus();
            }
            throw broken;
        } finally {
            stage.close();
            duty.settle();
        }
    }

    private int show(DemoStage stage) {
        DemoScreen screen = new DemoScreen(DemoInk.of(call));
        long start = System.nanoTime();
        progress("starting a broker, making keys");
        DemoStory story = DemoStory.begin(stage);
        DemoFacts.Wire wire = story.send();
        print(screen.wire(story.address(), wire));
        pause("what each reader reads");
        List<DemoFacts.View> views = story.views();
        print(screen.views(views));
        pause("what eve tries");
        progress("attacking");
        List<DemoFacts.Attack> attacks = story.attacks(wire.envelope());
        print(screen.attacks(attacks));
        progress("measuring");
        DemoFacts.Speed speed = story.speed();
        Duration took = Duration.ofNanos(System.nanoTime() - start - waitedNanos);
        DemoFacts facts = new DemoFacts(story.address(), wire, views, attacks, speed, took);
        print(screen.end(facts));
        return conclude(facts);
    }

    private int conclude(DemoFacts facts) {
        List<String> broken = facts.broken();
        if (call.json()) {
            call.answer(DemoSummary.of(facts));
        } else {
            broken.forEach(sentence -> call.terminal().err().println("bulla: error: " + sentence));
        }
        return broken.isEmpty() ? 0 : Problem.FAILED.exitStatus();
    }

    private void print(String block) {
        if (!call.json()) {
            progress("");
            call.answer(block);
        }
    }

    /** One line on stderr that the next one replaces; only where a person sits. */
    private void progress(String what) {
        if (call.terminal().ends().err() && !call.quiet() && movable()) {
            call.terminal().err().print(CLEAR_LINE + (what.isEmpty() ? "" : "bulla: " + what + " …"));
            call.terminal().err().flush();
        }
    }

    /** Waits for Enter, and takes the question away again. */
    private void pause(String next) {
        Terminal.Ends ends = call.terminal().ends();
        if (noPause || call.json() || !ends.in() || !ends.out() || !ends.err()) {
            return;
        }
        long start = System.nanoTime();
        try {
            InputStream keys = call.terminal().in();
            // What was typed before the question is not the answer to it.
            keys.skipNBytes(keys.available());
            call.terminal().err().print(" Enter: " + next + " ");
            call.terminal().err().flush();
            int read = keys.read();
            while (read >= 0 && read != '\n') {
                read = keys.read();
            }
            if (movable()) {
                call.terminal().err().print((read < 0 ? "" : LINE_UP) + CLEAR_LINE);
            } else if (read < 0) {
                call.terminal().err().println();
            }
        } catch (IOException nobodyThere) {
            call.terminal().err().println();
        }
        waitedNanos += System.nanoTime() - start;
    }

    private boolean movable() {
        return !"dumb".equals(call.terminal().environment().getOrDefault("TERM", "dumb"));
    }
}

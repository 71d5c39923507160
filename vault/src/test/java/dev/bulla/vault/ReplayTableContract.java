// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Identifier;
import dev.bulla.core.ReplayTable;
import dev.bulla.core.ReplayTable.State;
import dev.bulla.core.ReplayTable.Window;
import dev.bulla.testkit.FixedClock;
import dev.bulla.testkit.Trials;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every replay table promises ({@code spec/envelope.md} §10). */
abstract class ReplayTableContract {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration LEASE = Duration.ofMinutes(5);
    static final Duration KEEP = Duration.ofHours(25);
    static final Identifier OWN = id(1);
    static final Identifier SENDER = id(2);

    final FixedClock clock = FixedClock.of(START);

    /** A table for so many epochs with nothing in it. */
    abstract ReplayTable table(int mostWindows);

    static Identifier id(int number) {
        byte[] value = new byte[32];
        value[0] = (byte) (number >> 8);
        value[1] = (byte) number;
        return new Identifier(Bytes.of(value));
    }

    static Bytes epoch(int number) {
        return Bytes.parseHex(String.format("%064x", number));
    }

    Optional<Window> window(ReplayTable table, Identifier own, Identifier sender, int epoch) {
        return table.window(own, sender, epoch(epoch), clock.instant().plus(KEEP), clock.instant());
    }

    Window window(ReplayTable table) {
        return window(table, OWN, SENDER, 1).orElseThrow();
    }

    void release(Window window, int counter) {
        window.release(counter, clock.instant().plus(LEASE));
    }

    State claim(Window window, int counter) {
        return window.claim(counter, clock.instant(), clock.instant().plus(LEASE));
    }

    State look(Window window, int counter) {
        return window.look(counter, clock.instant());
    }

    @Test
    void aCounterIsTakenOnceAndThenDoneForEver() {
        Window window = window(table(64));
        assertThat(look(window, 7)).isEqualTo(State.FREE);
        assertThat(claim(window, 7)).isEqualTo(State.FREE);
        assertThat(look(window, 7)).isEqualTo(State.IN_FLIGHT);
        assertThat(claim(window, 7)).isEqualTo(State.IN_FLIGHT);
        window.done(7);
        assertThat(look(window, 7)).isEqualTo(State.DONE);
        assertThat(claim(window, 7)).isEqualTo(State.DONE);
        clock.advance(KEEP.minusSeconds(1));
        assertThat(look(window, 7)).isEqualTo(State.DONE);
    }

    @Test
    void theFirstAndTheLastCounterAreCountersToo() {
        Window window = window(table(64));
        for (int counter : new int[] {0, (1 << 20) - 1}) {
            assertThat(claim(window, counter)).isEqualTo(State.FREE);
            window.done(counter);
            assertThat(claim(window, counter)).isEqualTo(State.DONE);
        }
        assertThat(look(window, 1)).isEqualTo(State.FREE);
        assertThat(look(window, (1 << 20) - 2)).isEqualTo(State.FREE);
    }

    @Test
    void whatWasReleasedMayBeTakenAgain() {
        Window window = window(table(64));
        claim(window, 3);
        release(window, 3);
        assertThat(claim(window, 3)).isEqualTo(State.FREE);
    }

    @Test
    void releasingWhatIsDoneChangesNothing() {
        Window window = window(table(64));
        claim(window, 3);
        window.done(3);
        release(window, 3);
        assertThat(look(window, 3)).isEqualTo(State.DONE);
    }

    @Test
    void aLeaseEndsByItselfAndNotBefore() {
        Window window = window(table(64));
        claim(window, 3);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(claim(window, 3)).isEqualTo(State.IN_FLIGHT);
        clock.advance(Duration.ofSeconds(1));
        assertThat(look(window, 3)).isEqualTo(State.FREE);
        assertThat(claim(window, 3)).isEqualTo(State.FREE);
        assertThat(claim(window, 3)).isEqualTo(State.IN_FLIGHT);
    }

    @Test
    void workThatTookLongerThanItsLeaseIsDoneAllTheSame() {
        Window window = window(table(64));
        claim(window, 3);
        clock.advance(LEASE.plusHours(1));
        window.done(3);
        assertThat(claim(window, 3)).isEqualTo(State.DONE);
    }

    @Test
    void epochsAndOwnIdentitiesDoNotMix() {
        ReplayTable table = table(64);
        claim(window(table), 3);
        assertThat(claim(window(table, OWN, SENDER, 2).orElseThrow(), 3)).isEqualTo(State.FREE);
        assertThat(claim(window(table, id(9), SENDER, 1).orElseThrow(), 3)).isEqualTo(State.FREE);
        assertThat(claim(window(table), 3)).isEqualTo(State.IN_FLIGHT);
    }

    @Test
    void whatNobodyAskedForIsNotKnownAndAskingTakesNoRoom() {
        ReplayTable table = table(64);
        for (int i = 0; i < 100; i++) {
            assertThat(table.known(OWN, SENDER, epoch(i))).isEmpty();
        }
        claim(window(table), 3);
        Window known = table.known(OWN, SENDER, epoch(1)).orElseThrow();
        assertThat(look(known, 3)).isEqualTo(State.IN_FLIGHT);
        assertThat(table.known(id(9), SENDER, epoch(1))).isEmpty();
        assertThat(window(table, OWN, SENDER, 2)).isPresent();
    }

    @Test
    void oneSenderHoldsAtMostAnEighth() {
        ReplayTable table = table(64);
        for (int i = 0; i < 8; i++) {
            assertThat(window(table, OWN, SENDER, i)).isPresent();
        }
        assertThat(window(table, OWN, SENDER, 8)).isEmpty();
        assertThat(window(table, OWN, SENDER, 7)).isPresent();
        assertThat(window(table, OWN, id(3), 8)).isPresent();
    }

    @Test
    void aFullTableSaysSoForgetsNothingAndHasRoomAgainAfterTime() {
        ReplayTable table = table(16);
        for (int i = 0; i < 16; i++) {
            Window window = window(table, OWN, id(10 + i / 2), i).orElseThrow();
            claim(window, 1);
            window.done(1);
        }
        assertThat(window(table, OWN, id(99), 99)).isEmpty();
        clock.advance(KEEP.minusSeconds(1));
        assertThat(window(table, OWN, id(99), 99)).isEmpty();
        for (int i = 0; i < 16; i++) {
            Window again = table.window(OWN, id(10 + i / 2), epoch(i), START.plus(KEEP), clock.instant())
                    .orElseThrow();
            assertThat(claim(again, 1)).isEqualTo(State.DONE);
        }
        clock.advance(Duration.ofSeconds(2));
        assertThat(window(table, OWN, id(99), 99)).isPresent();
    }

    @Test
    void aWindowThatIsToBeKeptLongerIsKeptLonger() {
        ReplayTable table = table(64);
        Window window = window(table);
        claim(window, 1);
        window.done(1);
        clock.advance(KEEP.minusHours(1));
        Window later = window(table);
        clock.advance(Duration.ofHours(2));
        window(table, OWN, id(5), 77);
        assertThat(look(window(table), 1)).isEqualTo(State.DONE);
        assertThat(look(later, 1)).isEqualTo(State.DONE);
    }

    @Test
    void manyThreadsTakeEachCounterOnce() throws Exception {
        ReplayTable table = table(64);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger taken = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(threads.submit(() -> {
                Window window = window(table);
                for (int counter = 0; counter < 2000; counter++) {
                    if (claim(window, counter) == State.FREE) {
                        taken.incrementAndGet();
                    }
                }
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        assertThat(taken).hasValue(2000);
    }

    /** Against a map, which is the simplest table. */
    @Test
    void itBehavesLikeAMap() {
        Trials.run(20, random -> {
            ReplayTable table = table(64);
            int epoch = random.nextInt(1 << 30);
            Map<Integer, Long> model = new HashMap<>();
            for (int step = 0; step < 200; step++) {
                Window window = window(table, OWN, SENDER, epoch).orElseThrow();
                int counter = random.nextInt(5);
                long now = clock.instant().getEpochSecond();
                long end = model.getOrDefault(counter, 0L);
                State expected = end <= now ? State.FREE : end == Long.MAX_VALUE ? State.DONE : State.IN_FLIGHT;
                switch (random.nextInt(5)) {
                    case 0 -> assertThat(look(window, counter)).isEqualTo(expected);
                    case 1 -> {
                        assertThat(claim(window, counter)).isEqualTo(expected);
                        if (expected == State.FREE) {
                            model.put(counter, now + LEASE.toSeconds());
                        }
                    }
                    case 2 -> {
                        if (expected == State.IN_FLIGHT) {
                            window.done(counter);
                            model.put(counter, Long.MAX_VALUE);
                        }
                    }
                    case 3 -> {
                        if (expected == State.IN_FLIGHT) {
                            window.release(counter, Instant.ofEpochSecond(end));
                            model.remove(counter);
                        }
                    }
                    default -> clock.advance(Duration.ofSeconds(random.nextInt(100)));
                }
            }
        });
    }
}

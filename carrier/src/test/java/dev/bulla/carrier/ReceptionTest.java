// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private final Tally tally = new Tally();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<String> buried = new CopyOnWriteArrayList<>();

    private final class Letter implements Delivery {
        private final String text;
        private volatile boolean holdsUpOthers;

        Letter(String text) {
            this.text = text;
        }

        @Override
        public Arrival arrival() {
            return Arrival.of("t", Bytes.utf8(text));
        }

        @Override
        public void done() {
            done.add(text);
        }

        @Override
        public boolean holdsUpOthers() {
            return holdsUpOthers;
        }
    }

    private Reception reception(Receiver receiver, Duration retryFor, int threads) {
        DeadLetters dead = (topic, bytes, reason) -> buried.add(bytes.text() + " " + reason);
        return Reception.of("t", receiver, new Reception.Rules(dead, retryFor, Backoff.of(() -> 1), threads), tally);
    }

    @Test
    void eachWordOfAReceiverIsFollowed() {
        AtomicInteger later = new AtomicInteger();
        Reception reception = reception(
                arrival -> switch (arrival.sealed().text()) {
                    case "no" -> Disposition.DEAD_LETTER;
                    case "later" -> later.incrementAndGet() < 3 ? Disposition.RETRY : Disposition.ACKNOWLEDGE;
                    case "down" -> {
                        throw new UnavailableException(
                                Problem.KEYS_UNAVAILABLE, Duration.ofDays(1), new IOException("down"));
                    }
                    case "bug" -> throw new IllegalStateException("bug");
                    case "deep" -> throw new StackOverflowError();
                    default -> Disposition.ACKNOWLEDGE;
                },
                Duration.ofMinutes(10),
                1);
        for (String text : List.of("a", "no", "later", "down", "bug", "deep", "b")) {
            reception.offer(new Letter(text));
        }
        await().until(() -> done.size() == 6);
        assertThat(done).containsExactly("a", "no", "bug", "deep", "b", "later");
        assertThat(buried).containsExactly("no REFUSED", "bug FAILED", "deep FAILED");
        assertThat(reception.waiting()).isOne();
        assertThat(reception.drain(Duration.ofSeconds(1))).hasSize(1);
        Tally.Figures figures = tally.figures();
        assertThat(figures.received()).isEqualTo(7);
        assertThat(figures.handled()).isEqualTo(6);
        assertThat(figures.retries()).isEqualTo(3);
        assertThat(figures.deadLetters())
                .containsEntry(DeadLetters.Reason.REFUSED, 1L)
                .containsEntry(DeadLetters.Reason.FAILED, 2L);
    }

    @Test
    void whatHoldsUpOthersOrLastsTooLongIsGivenUp() {
        Reception patient = reception(arrival -> Disposition.RETRY, Duration.ofMinutes(10), 1);
        Letter letter = new Letter("in the way");
        letter.holdsUpOthers = true;
        patient.offer(letter);
        Reception impatient = reception(arrival -> Disposition.RETRY, Duration.ofMillis(1), 1);
        impatient.offer(new Letter("too long"));
        await().until(() -> buried.size() == 2);
        assertThat(buried).containsExactly("too long RETRIES_EXHAUSTED", "in the way RETRIES_EXHAUSTED");
    }

    @Test
    void stopLeavesTheMessageAndThoseBehindItToTheCarrier() {
        Reception reception = reception(
                arrival -> arrival.sealed().text().equals("stop") ? Disposition.STOP : Disposition.ACKNOWLEDGE,
                Duration.ofMinutes(1),
                1);
        reception.offer(new Letter("a"));
        reception.offer(new Letter("stop"));
        reception.offer(new Letter("b"));
        await().until(reception::stopped);
        assertThat(reception.drain(Duration.ofSeconds(1))).hasSize(2);
        assertThat(done).containsExactly("a");
    }

    @Test
    void drainingWaitsForAllThreadsAndLosesNothing() {
        CountDownLatch slow = new CountDownLatch(1);
        Reception reception = reception(
                arrival -> {
                    slow.await();
                    return Disposition.ACKNOWLEDGE;
                },
                4);
        for (int i = 0; i < 100; i++) {
            reception.offer(new Letter("m" + i));
        }
        assertThat(reception.waiting()).isEqualTo(100);
        slow.countDown();
        assertThat(reception.drain(Duration.ofSeconds(10))).isEmpty();
        assertThat(done).hasSize(100);
        Letter late = new Letter("late");
        reception.offer(late);
        assertThat(reception.drain(Duration.ZERO)).containsExactly(late);
    }

    private interface Slow {
        Disposition receive(Arrival arrival) throws InterruptedException;
    }

    private Reception reception(Slow slow, int threads) {
        return reception(
                arrival -> {
                    try {
                        return slow.receive(arrival);
                    } catch (InterruptedException stop) {
                        return Disposition.RETRY;
                    }
                },
                Duration.ofMinutes(1),
                threads);
    }

    @Test
    void aWatchThatThrowsChangesNothing() {
        Watch rude = new Watch() {
            @Override
            public void received(String topic) {
                throw new IllegalStateException("rude");
            }

            @Override
            public void handled(String topic, long nanos) {
                throw new IllegalStateException("rude");
            }
        };
        Reception reception = Reception.of(
                "t",
                arrival -> Disposition.ACKNOWLEDGE,
                new Reception.Rules((topic, bytes, reason) -> {}, Duration.ofMinutes(1), Backoff.usual(), 1),
                rude);
        reception.offer(new Letter("a"));
        await().until(() -> done.size() == 1);
        assertThat(reception.drain(Duration.ofSeconds(1))).isEmpty();
    }
}

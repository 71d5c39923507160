// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bulla.carrier.Handling;
import dev.bulla.carrier.Tally;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opener;
import dev.bulla.core.Proof;
import dev.bulla.core.Sealer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a stream on files that is killed (SIGKILL) in the middle, twice. */
class KillTest {
    private static final int MESSAGES = 2_000;

    @TempDir
    Path folder;

    private final List<Integer> handled = new CopyOnWriteArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();

    @Test
    void nothingIsLostAndNothingHandledTwice() throws Exception {
        People people = People.of("alice", "bob");
        Tally tally = new Tally();
        KeptLetters dead = new KeptLetters();
        try (NatsServer server = NatsServer.start(folder).stream("ORDERS", "orders");
                Sealer sealer = people.sealer("alice");
                Opener opener = people.opener("bob");
                NatsCarrier receiver = NatsCarrier.open(
                        server.address("?durable=till"),
                        NatsOptions.builder().deadLetters(dead).watch(tally).build());
                NatsCarrier sender = NatsCarrier.open(server.address(), NatsOptions.standard())) {
            receiver.receive(
                    "orders",
                    Handling.of(opener::open, Expectation.of("orders"), order -> {
                                Thread.sleep(1);
                                handled.add(Integer.valueOf(order.text("body")));
                            })
                            .watchedBy(tally));
            List<CompletableFuture<Void>> answers = new CopyOnWriteArrayList<>();
            Thread sending = new Thread(() -> IntStream.range(0, MESSAGES).forEach(i -> {
                answers.add(sender.sendAsync("orders", seal(sealer, i)).thenRun(acknowledged::incrementAndGet));
            }));
            sending.start();
            for (int kill = 1; kill <= 2; kill++) {
                int until = kill * MESSAGES / 3;
                await().pollInterval(Duration.ofMillis(1)).until(() -> acknowledged.get() >= until);
                server.kill();
                server.startAgain();
            }
            sending.join();
            new ArrayList<>(answers).forEach(CompletableFuture::join);
            await().atMost(Duration.ofSeconds(90)).until(() -> handled.size() >= MESSAGES);
            await().during(Duration.ofMillis(500)).until(() -> true);
        }
        assertThat(handled)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, MESSAGES).boxed().toList());
        assertThat(dead.letters).isEmpty();
    }

    private static Bytes seal(Sealer sealer, int number) {
        Draft draft = Draft.to("bob").context("orders").proof(Proof.PAIRWISE).part("body", "" + number);
        return sealer.seal(draft).orThrow().envelope();
    }
}

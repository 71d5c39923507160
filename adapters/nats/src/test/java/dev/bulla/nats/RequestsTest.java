// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bulla.carrier.Tally;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Opener;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.Proof;
import dev.bulla.core.Sealer;
import dev.bulla.core.UnavailableException;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions and answers, with somebody between who may do what he likes. */
class RequestsTest {
    @TempDir
    Path folder;

    private final People people = People.of("alice", "bob", "carol");
    private final Tally tally = new Tally();

    @ParameterizedTest
    @EnumSource(Proof.class)
    void anAnswerIsForWhomAskedAndSaysWhat(Proof proof) throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier here = open(server);
                NatsCarrier there = open(server)) {
            NatsRequests.over(there, voice("bob"))
                    .answer("price", "shop", Expectation.of("price"), this::answer, tally);
            Opened answer = NatsRequests.over(here, voice("alice"))
                    .ask("price", "bob", draft -> ask(draft.proof(proof)), "price-answer", Duration.ofSeconds(5));
            assertThat(answer.text("body")).isEqualTo("an apple costs 3");
            assertThat(answer.sender().name()).isEqualTo("bob");
            assertThat(answer.context()).isEqualTo("price-answer");
        }
        assertThat(tally.figures().opened()).isOne();
    }

    @Test
    void anAnswerToAnotherQuestionIsPassedOver() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier here = open(server);
                NatsCarrier there = open(server);
                Connection between = server.plain()) {
            NatsRequests.over(there, voice("bob")).answer("price", "", Expectation.of("price"), this::answer, tally);
            AtomicReference<byte[]> first = new AtomicReference<>();
            // Hands the first answer to every question, with garbage before it.
            between.createDispatcher(question -> CompletableFuture.runAsync(() -> {
                        try {
                            Message answer = between.request("price", question.getData(), Duration.ofSeconds(5));
                            first.compareAndSet(null, answer.getData());
                            between.publish(question.getReplyTo(), new byte[] {1, 2, 3});
                            between.publish(question.getReplyTo(), first.get());
                        } catch (InterruptedException stop) {
                            Thread.currentThread().interrupt();
                        }
                    }))
                    .subscribe("eve");
            between.flush(Duration.ofSeconds(1));
            NatsRequests asking = NatsRequests.over(here, voice("alice"));
            assertThat(asking.ask("eve", "bob", RequestsTest::ask, "", Duration.ofSeconds(5))
                            .text("body"))
                    .isEqualTo("an apple costs 3");
            // One who has not seen the first answer, and so knows it only by the question it names.
            NatsRequests again = NatsRequests.over(here, voice("alice"));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> again.ask("eve", "bob", RequestsTest::ask, "", Duration.ofSeconds(2)))
                    .matches(thrown -> thrown.problem() == Problem.WRONG_CONTEXT);
        }
    }

    @Test
    void whoeverElseListensCannotAnswer() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier here = open(server);
                NatsCarrier there = open(server)) {
            NatsRequests.over(there, voice("carol")).answer("price", "", Expectation.of("price"), this::answer, tally);
            NatsRequests asking = NatsRequests.over(here, voice("alice"));
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> asking.ask("price", "bob", RequestsTest::ask, "", Duration.ofSeconds(1)));
        }
        assertThat(tally.figures().refused()).containsOnlyKeys(Problem.NOT_FOR_ME);
    }

    @Test
    void whereNobodyListensAskingFailsAtOnce() throws Exception {
        try (NatsServer server = NatsServer.start(folder);
                NatsCarrier here = open(server)) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> NatsRequests.over(here, voice("alice"))
                            .ask("nowhere", "bob", RequestsTest::ask, "", Duration.ofSeconds(30)))
                    .matches(thrown -> thrown.problem() == Problem.NO_RECEIVER);
        }
    }

    private static void ask(Draft draft) {
        draft.context("price").part("body", "an apple");
    }

    private void answer(Opened question, Draft answer) {
        answer.part("body", question.text("body") + " costs 3");
    }

    private Voice voice(String name) {
        Sealer sealer = people.sealer(name);
        Opener opener = people.opener(name);
        return new Voice(sealer::seal, opener::open);
    }

    private static NatsCarrier open(NatsServer server) {
        return NatsCarrier.open(
                server.address(),
                NatsOptions.builder().deadLetters(new KeptLetters()).build());
    }
}

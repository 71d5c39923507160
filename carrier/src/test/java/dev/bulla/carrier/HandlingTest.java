// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opening;
import dev.bulla.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is opened is handed over in the tests of the adapters, with real envelopes; here is what becomes of the rest. */
class HandlingTest {
    private static final Arrival GARBAGE = Arrival.of("orders", Bytes.utf8("garbage"));

    private final Tally tally = new Tally();
    private final List<Arrival> plain = new ArrayList<>();

    private Handling answering(Opening opening) {
        return Handling.of((bytes, expectation) -> opening, Expectation.none(), opened -> {
                    throw new AssertionError("nothing was opened");
                })
                .watchedBy(tally);
    }

    @Test
    void everyProblemHasItsDispositionAndIsCounted() {
        for (Problem problem : Problem.values()) {
            Opening opening = problem.mayPass()
                    ? new Opening.Unavailable(problem, Duration.ofSeconds(1))
                    : new Opening.Refused(problem);
            assertThat(answering(opening).receive(GARBAGE)).as("%s", problem).isEqualTo(Disposition.of(problem));
            assertThat(tally.figures().refused()).containsEntry(problem, 1L);
        }
        assertThat(answering(new Opening.NotForMe()).receive(GARBAGE)).isEqualTo(Disposition.ACKNOWLEDGE);
        assertThat(tally.figures().refused()).containsEntry(Problem.NOT_FOR_ME, 2L);
        assertThat(tally.figures().opened()).isZero();
    }

    @Test
    void anApplicationMayHaveAnotherWord() {
        Handling handling = answering(new Opening.Refused(Problem.IDENTITY_FORKED))
                .on(Problem.IDENTITY_FORKED, Disposition.STOP)
                .on(Problem.EXPIRED, Disposition.ACKNOWLEDGE);
        assertThat(handling.receive(GARBAGE)).isEqualTo(Disposition.STOP);
    }

    @Test
    void whatNobodySealedIsTakenOnlyFromTopicsThatWereNamed() {
        Handling strict = answering(new Opening.Refused(Problem.MALFORMED));
        assertThat(strict.receive(GARBAGE)).isEqualTo(Disposition.DEAD_LETTER);
        Handling changing = strict.plainFrom(Set.of("orders"), plain::add);
        assertThat(changing.receive(GARBAGE)).isEqualTo(Disposition.ACKNOWLEDGE);
        assertThat(changing.receive(Arrival.of("orders/new", GARBAGE.sealed()))).isEqualTo(Disposition.DEAD_LETTER);
        assertThat(plain).containsExactly(GARBAGE);
        assertThat(tally.figures().plain()).isOne();
    }

    @Test
    void whatLooksSealedIsNeverTakenAsPlain() {
        Handling changing =
                answering(new Opening.Refused(Problem.NOT_AUTHENTIC)).plainFrom(Set.of("orders"), plain::add);
        Bytes tampered = Bytes.of(new byte[] {(byte) 0xda, 'b', 'u', 'l', 'a', 1, 2, 3});
        assertThat(changing.receive(Arrival.of("orders", tampered))).isEqualTo(Disposition.DEAD_LETTER);
        assertThat(plain).isEmpty();
    }

    @Test
    void whatAnApplicationThrowsReachesTheReception() {
        Handling changing = answering(new Opening.NotForMe()).plainFrom(Set.of("orders"), arrival -> {
            throw new Exception("no");
        });
        assertThatThrownBy(() -> changing.receive(GARBAGE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEpochThatCannotBeNamedIsNotAskedFor() {
        Handling handling = answering(new Opening.Unavailable(Problem.EPOCH_UNKNOWN, Duration.ofSeconds(1)))
                .epochs(id -> {
                    throw new AssertionError("garbage names no epoch");
                });
        assertThat(handling.receive(GARBAGE)).isEqualTo(Disposition.RETRY);
        assertThat(handling.epochs(id -> Optional.empty()).receive(GARBAGE)).isEqualTo(Disposition.RETRY);
    }
}

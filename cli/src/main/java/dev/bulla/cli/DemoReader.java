// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Opened;
import dev.bulla.core.Opening;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import dev.bulla.mqtt.MqttCarrier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service that opens what comes from its queues, acts on it, and remembers what it answered. Safe for many threads. */
final class DemoReader {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Party party;
    private final BlockingQueue<DemoFacts.View> answers = new LinkedBlockingQueue<>();

    DemoReader(Party party) {
        this.party = party;
    }

    /** Its queue for messages of this context. */
    static String queue(String reader, String context) {
        return reader + "/" + context;
    }

    /** Begins to receive messages of this context. */
    void listen(MqttCarrier carrier, String context) {
        carrier.receive(queue(party.name(), context), arrival -> receive(arrival.sealed(), context));
    }

    /** Its answer to the message that came first and was not asked about yet. */
    DemoFacts.View next() {
        try {
            DemoFacts.View view = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (view != null) {
                return view;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw new UnavailableException(
                Problem.BROKER_UNAVAILABLE,
                Duration.ofSeconds(1),
                new IllegalStateException("nothing came to " + party.name()));
    }

    private Disposition receive(Bytes sealed, String context) {
        DemoFacts.View view = DemoFacts.View.refused(party.name(), Problem.FAILED);
        try {
            Opening opening = party.open(sealed, context);
            view = view(party.name(), opening);
            return opening.fold(
                    opened -> {
                        opened.done();
                        return Disposition.ACKNOWLEDGE;
                    },
                    notForMe -> Disposition.of(Problem.NOT_FOR_ME),
                    refused -> Disposition.of(refused.problem()),
                    unavailable -> Disposition.ACKNOWLEDGE);
        } finally {
            answers.add(view);
        }
    }

    /** What a reader makes of a message. */
    static DemoFacts.View view(String reader, Opening opening) {
        return opening.fold(
                opened -> new DemoFacts.View(
                        reader, DemoFacts.OPENED, Optional.of(opened.sender().name()), parts(opened)),
                notForMe -> DemoFacts.View.refused(reader, Problem.NOT_FOR_ME),
                refused -> DemoFacts.View.refused(reader, refused.problem()),
                unavailable -> DemoFacts.View.refused(reader, unavailable.problem()));
    }

    private static List<DemoFacts.PartView> parts(Opened opened) {
        return opened.parts().stream()
                .map(part -> part.fold(
                        readable -> new DemoFacts.PartView(
                                readable.name(), Optional.of(readable.bytes().text()), 0),
                        withheld -> new DemoFacts.PartView(withheld.name(), Optional.empty(), withheld.sealedBytes())))
                .toList();
    }
}

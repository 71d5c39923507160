// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.carrier.DeadLetters;
import dev.bulla.core.Expectation;
import dev.bulla.core.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bulla receive}. */
@Command(
        name = "receive",
        description = "Takes sealed messages from a broker, opens them and writes their bodies, one after the other.",
        footer = {
            "",
            "Examples:",
            "  bulla receive --as bob --via mqtt://broker --topic orders --json | while read -r order; do ..; done",
            "  bulla receive --as bob --via 'nats://broker?durable=till' --topic orders",
            "  bulla receive --as bob --via kafka://broker --topic orders",
            "  bulla receive --as bob --via amqp://broker --topic orders",
            "  bulla receive --as bob --via embedded: --topic orders --count 1",
            "",
            "A message is acknowledged when it is written. What nobody may act on goes to the dead letters, sealed as it was.",
            "To keep what comes while nobody receives: ?client=ID at the end of an mqtt:// address; at the end of a nats:// address",
            "?durable=NAME, where a stream keeps the subject. A queue of AMQP keeps it anyway, and so does Kafka: each identity goes on",
            "where it stopped; ?group=NAME shares the work."
        })
final class ReceiveCommand implements Callable<Integer> {
    private static final String TOPIC = "topic:";

    private final Call call;

    @Option(names = "--as", required = true, paramLabel = "NAME", description = "The identity of this home that reads.")
    private String as = "";

    @Option(
            names = "--via",
            required = true,
            paramLabel = "URL",
            description =
                    "The broker: mqtt[s]://h:1883, nats://h:4222, tls://h:4222, kafka[s]://h:9092[,h:9092], amqp[s]://h:5672[/vhost], or "
                            + "embedded:[PORT] for one inside this command.")
    private String via = "";

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "T",
            description = "The topic; + and # match as in MQTT, * and > as in NATS.")
    private String topic = "";

    @Option(names = "--context", paramLabel = "C", description = "The context to expect. Default: none.")
    private String context = "";

    @Mixin
    private MaxLife life = new MaxLife();

    @Option(names = "--part", paramLabel = "NAME", description = "The part to write. Default: body.")
    private String part = "body";

    @Option(names = "--lines", description = "Write a line end after each body.")
    private boolean lines;

    @Option(names = "--count", paramLabel = "N", description = "End after so many messages were opened.")
    private @Nullable Long count;

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            converter = Lives.class,
            description = "End when nothing was opened for so long: 30s.")
    private @Nullable Duration timeout;

    @Option(
            names = "--dead-letters",
            paramLabel = "WHERE",
            description = "A folder, or topic:NAME. Default: dead-letters in the home.")
    private @Nullable String deadLetters;

    ReceiveCommand(Call call) {
        this.call = call;
    }

    @Override
    public Integer call() {
        if (count != null && count < 1) {
            throw Failure.usage("--count is at least 1", "leave it out to receive without end");
        }
        try (Bulla bulla = call.open(Long.MAX_VALUE, life.rules())) {
            Party party = Call.as(bulla, as);
            long most = count == null ? Long.MAX_VALUE : count;
            Mailbox mailbox = new Mailbox(call, party, Expectation.of(context), new Mailbox.Manner(part, lines, most));
            Leftovers.Duty duty = call.leftovers().add(mailbox::interrupt);
            try (Carriers carriers =
                    Carriers.receiving(call, Carriers.grouped(via, party.card().identifier()), leaving())) {
                carriers.carrier().receive(topic, mailbox);
                call.note("receiving from " + Shown.text(topic) + " at " + carriers.address());
                mailbox.await(timeout == null ? Duration.ofDays(36_500) : timeout);
            } finally {
                duty.settle();
                mailbox.ended();
            }
            mailbox.tell();
            return outcome(mailbox);
        }
    }

    private int outcome(Mailbox mailbox) {
        mailbox.failure().ifPresent(failure -> {
            throw failure;
        });
        if (count != null && mailbox.opened() < count && !mailbox.interrupted()) {
            throw Failure.of(
                    Problem.BROKER_UNAVAILABLE,
                    "only " + mailbox.opened() + " of " + count + " messages came",
                    "wait longer with --timeout, or look at the dead letters");
        }
        return 0;
    }

    private Carriers.Leaving leaving() {
        if (deadLetters != null && deadLetters.startsWith(TOPIC)) {
            return new Carriers.Leaving(Optional.empty(), Optional.of(deadLetters.substring(TOPIC.length())));
        }
        DeadLetters folder = DeadLetters.folder(
                deadLetters == null
                        ? call.home().resolve("dead-letters")
                        : call.terminal().path(deadLetters));
        return new Carriers.Leaving(Optional.of(folder), Optional.empty());
    }
}

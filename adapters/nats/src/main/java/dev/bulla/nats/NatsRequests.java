// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Handling;
import dev.bulla.carrier.Subscription;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Inspection;
import dev.bulla.core.Opened;
import dev.bulla.core.Opening;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.UnavailableException;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Sealed questions and sealed answers. An answer is sealed to the verified sender of the question, in the context the question names, and says inside
 * which question it answers: its digest. So it can be put in the place of no other. Questions pass: no stream keeps them. Safe for many threads.
 */
public final class NatsRequests {
    private static final int NOBODY = 503;

    private final NatsCarrier carrier;
    private final Voice voice;

    private NatsRequests(NatsCarrier carrier, Voice voice) {
        this.carrier = carrier;
        this.voice = voice;
    }

    /** Asks and answers over this carrier. */
    public static NatsRequests over(NatsCarrier carrier, Voice voice) {
        return new NatsRequests(carrier, voice);
    }

    /** What an application answers. */
    @FunctionalInterface
    public interface Service {
        /** Acts on a question whose sender, context and time were checked, and writes the answer's parts. */
        void answer(Opened question, Draft answer) throws Exception;
    }

    /**
     * Asks one identity, and waits for its answer. What comes from others, answers another question or does not open is passed over.
     *
     * @param subject where it listens
     * @param whom its name
     * @param question writes the question: its context and parts
     * @param answerContext what the answer is for; may be empty
     * @throws UnavailableException {@code NO_RECEIVER} when nobody listens there, {@code BROKER_UNAVAILABLE} when no answer came in time
     * @throws ProblemException when the question cannot be sealed, or all that came in time did not open
     */
    public Opened ask(String subject, String whom, Consumer<Draft> question, String answerContext, Duration limit) {
        String name = Subjects.name(subject);
        Draft draft = Draft.to(whom);
        question.accept(draft);
        draft.replyContext(answerContext);
        SealedMessage asked = voice.seals().seal(draft).orThrow();
        int most = carrier.maxMessageBytes(name);
        if (asked.envelope().size() > most) {
            throw new ProblemException(
                    Problem.LIMIT_EXCEEDED, asked.envelope().size() + " bytes; at most " + most + " here");
        }
        Bytes digest = digest(asked);
        Connection connection = carrier.connection();
        String inbox = connection.createInbox();
        io.nats.client.Subscription answers = connection.subscribe(inbox);
        try {
            connection.publish(name, inbox, asked.envelope().toArray());
            return await(answers, name, whom, digest, answerContext, limit);
        } catch (InterruptedException | IllegalStateException failed) {
            throw Refusals.of(failed);
        } finally {
            if (answers.isActive()) {
                answers.unsubscribe();
            }
        }
    }

    /**
     * Answers what is asked on a subject, together with the other members of a group, if one is named. A question that names no subject to answer on
     * is answered to nobody.
     */
    public Subscription answer(String subject, String group, Expectation expected, Service service, Watch watch) {
        return carrier.receivePassing(
                subject,
                group,
                arrival -> Handling.of(voice.opens(), expected, question -> reply(arrival, question, service))
                        .watchedBy(watch)
                        .receive(arrival));
    }

    private Opened await(
            io.nats.client.Subscription answers,
            String subject,
            String whom,
            Bytes digest,
            String answerContext,
            Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<Problem> wrong = Optional.empty();
        while (true) {
            long left = deadline - System.nanoTime();
            Message message = left <= 0 ? null : answers.nextMessage(Duration.ofNanos(left));
            if (message == null) {
                throw wrong.<RuntimeException>map(problem -> new ProblemException(problem, "the answer"))
                        .orElseGet(() -> Refusals.unavailable(new TimeoutException("no answer in time")));
            }
            if (message.isStatusMessage()) {
                if (message.getStatus().getCode() == NOBODY) {
                    throw Refusals.nobody(subject);
                }
                continue;
            }
            Opening opening = voice.opens().open(Bytes.of(message.getData()), Expectation.of(answerContext));
            if (!(opening instanceof Opened answer)) {
                wrong = Optional.of(opening.fold(
                        opened -> Problem.FAILED,
                        notForMe -> Problem.NOT_FOR_ME,
                        refused -> refused.problem(),
                        unavailable -> unavailable.problem()));
                continue;
            }
            boolean ours = answer.correlation().equals(Optional.of(digest));
            boolean his = answer.sender().name().equals(whom)
                    || answer.sender().identifier().toString().equals(whom);
            if (ours && his) {
                answer.done();
                return answer;
            }
            answer.release();
            wrong = Optional.of(his ? Problem.WRONG_CONTEXT : Problem.FORBIDDEN);
        }
    }

    private void reply(Arrival arrival, Opened question, Service service) throws Exception {
        Draft answer = Draft.to(question.sender().identifier().toString())
                .context(question.replyContext())
                .answers(question.digest());
        service.answer(question, answer);
        Optional<String> where = Optional.ofNullable(arrival.headers().get(Delivered.REPLY_TO));
        if (where.isPresent()) {
            Bytes envelope = voice.seals().seal(answer).orThrow().envelope();
            carrier.connection().publish(Subjects.name(where.get()), envelope.toArray());
        }
    }

    private static Bytes digest(SealedMessage message) {
        return message.digest()
                .orElseGet(() -> Inspection.of(message.envelope()).orThrow().digest());
    }
}

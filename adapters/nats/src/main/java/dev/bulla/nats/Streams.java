// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which stream keeps a subject, as the servers say; asked again after half a minute. Safe for many threads. */
final class Streams {
    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST = 10_000;
    /** The codes of an account or a server without JetStream. */
    private static final List<Integer> NO_JETSTREAM = List.of(10039, 10076, 10035);

    private final Link link;
    private final NatsOptions options;
    private final Optional<String> named;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    Streams(Link link, NatsOptions options, Optional<String> named) {
        this.link = link;
        this.options = options;
        this.named = named;
    }

    private record Answer(Optional<String> stream, long nanos) {}

    /** The stream the options name. */
    Optional<String> named() {
        return named;
    }

    /** The stream that captures the subject or filter, if one does. */
    Optional<String> keeping(String subject) {
        if (named.isPresent() || options.neverKept()) {
            return named;
        }
        Answer known = answers.get(subject);
        if (known != null && System.nanoTime() - known.nanos() < FRESH_NANOS) {
            return known.stream();
        }
        if (known != null && !link.connected()) {
            return known.stream();
        }
        Optional<String> stream = ask(subject);
        if (answers.size() >= MOST) {
            answers.clear();
        }
        answers.put(subject, new Answer(stream, System.nanoTime()));
        return stream;
    }

    void forget(String subject) {
        answers.remove(subject);
    }

    JetStreamManagement management() throws IOException {
        return link.connection()
                .jetStreamManagement(JetStreamOptions.builder()
                        .requestTimeout(options.connectTimeout())
                        .build());
    }

    private Optional<String> ask(String subject) {
        if (!link.connection().getServerInfo().isJetStreamAvailable()) {
            return Optional.empty();
        }
        try {
            List<String> names = management().getStreamNames(subject);
            if (names.size() > 1) {
                throw new ProblemException(
                        Problem.USAGE, "several streams keep these subjects: say which with stream, " + names);
            }
            return names.stream().findFirst();
        } catch (JetStreamApiException refused) {
            if (NO_JETSTREAM.contains(refused.getApiErrorCode())) {
                return Optional.empty();
            }
            throw Refusals.of(refused);
        } catch (IOException | IllegalStateException down) {
            throw Refusals.of(down);
        }
    }
}

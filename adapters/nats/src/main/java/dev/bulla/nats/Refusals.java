// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import io.nats.client.AuthenticationException;
import io.nats.client.JetStreamApiException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What the client library throws and the servers say, in the product's words. */
final class Refusals {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    /** The words of the server's {@code -ERR} for what a user may not do. */
    private static final String PERMISSIONS = "permissions violation";

    private Refusals() {}

    static RuntimeException of(Throwable thrown) {
        Throwable cause = bare(thrown);
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return unavailable(cause);
        }
        if (cause instanceof ProblemException || cause instanceof UnavailableException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof AuthenticationException || says(cause.getMessage(), "authorization violation")) {
            return new ProblemException(
                    Problem.FORBIDDEN, "the server does not accept the user, the password or the key");
        }
        if (cause instanceof JetStreamApiException refused) {
            return ofJetStream(refused);
        }
        for (Throwable c = cause; c != null; c = c.getCause()) {
            if (c instanceof CertificateException || c instanceof CertPathBuilderException) {
                return new ProblemException(
                        Problem.NOT_AUTHENTIC,
                        "the server's certificate is for another name or from an authority that is not accepted here");
            }
        }
        return unavailable(cause);
    }

    static UnavailableException unavailable(Throwable cause) {
        return new UnavailableException(Problem.BROKER_UNAVAILABLE, RETRY_AFTER, cause);
    }

    static UnavailableException nobody(String subject) {
        return new UnavailableException(
                Problem.NO_RECEIVER, RETRY_AFTER, new IllegalStateException("nobody receives " + subject));
    }

    static ProblemException forbiddenToSend() {
        return new ProblemException(Problem.FORBIDDEN, "the server does not let this user send on the subject");
    }

    /** Whether a server's {@code -ERR} says that this user may not publish on, or receive from, the subject. */
    static boolean forbids(@Nullable String error, String doing, String subject) {
        return says(error, PERMISSIONS) && says(error, doing + " to \"" + subject + "\"");
    }

    private static RuntimeException ofJetStream(JetStreamApiException refused) {
        String why = refused.getErrorDescription();
        if (says(why, "size exceeds")) {
            return new ProblemException(Problem.LIMIT_EXCEEDED, "the stream takes smaller messages only");
        }
        return switch (refused.getErrorCode()) {
            case 404 -> new ProblemException(Problem.NAME_UNKNOWN, "the server says: " + why);
            case 400, 409 -> new ProblemException(Problem.FORBIDDEN, "the server says: " + why);
            default -> unavailable(refused);
        };
    }

    private static boolean says(@Nullable String text, String words) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    private static Throwable bare(Throwable thrown) {
        @Nullable Throwable inner = thrown.getCause();
        return inner != null && (thrown instanceof CompletionException || thrown instanceof ExecutionException)
                ? bare(inner)
                : thrown;
    }
}

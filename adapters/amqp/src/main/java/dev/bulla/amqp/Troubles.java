// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;

/** What the client libraries throw, in the product's words: a refusal that stays one, or a broker that does not answer now. */
final class Troubles {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private Troubles() {}

    static RuntimeException of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException || cause instanceof UnavailableException) {
                return (RuntimeException) cause;
            }
            if (cause instanceof AuthenticationFailureException
                    || cause instanceof PossibleAuthenticationFailureException
                    || cause instanceof JMSSecurityException) {
                return new ProblemException(Problem.FORBIDDEN, "the broker does not accept the user or the password");
            }
            if (cause instanceof InvalidDestinationException) {
                return new ProblemException(Problem.NAME_UNKNOWN, "the broker has no queue or address of that name");
            }
            if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
                return new ProblemException(
                        Problem.NOT_AUTHENTIC,
                        "the broker's certificate is for another name or from an authority that is not accepted here");
            }
            if (cause instanceof ShutdownSignalException closed) {
                switch (code(closed)) {
                    case AMQP.ACCESS_REFUSED, AMQP.NOT_ALLOWED -> {
                        return new ProblemException(
                                Problem.FORBIDDEN, "the broker does not let this user use that queue or exchange");
                    }
                    case AMQP.NOT_FOUND -> {
                        return new ProblemException(
                                Problem.NAME_UNKNOWN, "the broker has no queue or exchange of that name");
                    }
                    default -> {}
                }
            }
        }
        return unavailable(thrown);
    }

    static UnavailableException unavailable(Throwable cause) {
        return new UnavailableException(Problem.BROKER_UNAVAILABLE, RETRY_AFTER, cause);
    }

    /** The reply code of a close, 0 when it has none. */
    static int code(ShutdownSignalException closed) {
        if (closed.getReason() instanceof AMQP.Channel.Close channel) {
            return channel.getReplyCode();
        }
        return closed.getReason() instanceof AMQP.Connection.Close connection ? connection.getReplyCode() : 0;
    }
}

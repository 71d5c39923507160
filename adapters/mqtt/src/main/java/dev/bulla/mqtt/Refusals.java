// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What the client library throws, in the product's words: a refusal that stays one, or a broker that does not answer now. */
final class Refusals {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private Refusals() {}

    static RuntimeException of(Throwable thrown) {
        Throwable cause = bare(thrown);
        if (cause instanceof ProblemException || cause instanceof UnavailableException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof Mqtt5ConnAckException refused) {
            return ofConnection(refused);
        }
        if (cause instanceof Mqtt5PubAckException refused) {
            return ofPublish(refused);
        }
        if (cause instanceof Mqtt5SubAckException) {
            return new ProblemException(Problem.FORBIDDEN, "the broker does not let this user receive from the topic");
        }
        if (cause instanceof MqttEncodeException) {
            return new ProblemException(Problem.LIMIT_EXCEEDED, "the broker takes smaller messages only");
        }
        for (Throwable c = cause; c != null; c = c.getCause()) {
            if (c instanceof CertificateException || c instanceof CertPathBuilderException) {
                return new ProblemException(
                        Problem.NOT_AUTHENTIC,
                        "the broker's certificate is for another name or from an authority that is not accepted here");
            }
        }
        return unavailable(cause);
    }

    static UnavailableException unavailable(Throwable cause) {
        return new UnavailableException(Problem.BROKER_UNAVAILABLE, RETRY_AFTER, cause);
    }

    private static RuntimeException ofConnection(Mqtt5ConnAckException refused) {
        return switch (refused.getMqttMessage().getReasonCode()) {
            case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BAD_AUTHENTICATION_METHOD, BANNED ->
                new ProblemException(Problem.FORBIDDEN, "the broker does not accept the user or the password");
            case CLIENT_IDENTIFIER_NOT_VALID ->
                new ProblemException(Problem.FORBIDDEN, "the broker does not accept the client identifier");
            case UNSUPPORTED_PROTOCOL_VERSION ->
                new ProblemException(Problem.VERSION_UNKNOWN, "the broker does not speak MQTT 5");
            default -> unavailable(refused);
        };
    }

    private static RuntimeException ofPublish(Mqtt5PubAckException refused) {
        return switch (refused.getMqttMessage().getReasonCode()) {
            case NOT_AUTHORIZED, TOPIC_NAME_INVALID ->
                new ProblemException(Problem.FORBIDDEN, "the broker does not let this user send on the topic");
            default -> unavailable(refused);
        };
    }

    private static Throwable bare(Throwable thrown) {
        @Nullable Throwable inner = thrown.getCause();
        return inner != null && (thrown instanceof CompletionException || thrown instanceof ExecutionException)
                ? bare(inner)
                : thrown;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.carrier.Authorities;
import dev.bulla.carrier.Credentials;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What clients of one cluster have in common: where it is, who asks, and what its refusals mean in the product's words. */
final class Client {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final KafkaAddress address;
    private final KafkaOptions options;
    private final Map<String, Object> access;

    Client(KafkaAddress address, KafkaOptions options) {
        this.address = address;
        this.options = options;
        this.access = access(address, options);
    }

    /** Finds out whether a broker answers. */
    void check() {
        Map<String, Object> properties = new HashMap<>(access);
        properties.put("default.api.timeout.ms", millis(options.connectTimeout()));
        properties.put("request.timeout.ms", millis(options.connectTimeout()));
        try (Admin admin = Admin.create(properties)) {
            admin.describeCluster().nodes().get(millis(options.connectTimeout()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw problem(refused);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw unavailable(stop);
        }
    }

    Producer<byte[], byte[]> producer(int largestRequest) {
        Map<String, Object> properties = new HashMap<>(access);
        properties.put("acks", "all");
        properties.put("enable.idempotence", true);
        properties.put("linger.ms", 0);
        properties.put("max.request.size", largestRequest);
        properties.put("buffer.memory", Math.max(64L << 20, 2L * largestRequest));
        properties.put("max.block.ms", millis(options.sendTimeout()));
        properties.put("delivery.timeout.ms", millis(options.sendTimeout()));
        properties.put("request.timeout.ms", Math.min(30_000, millis(options.sendTimeout())));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The properties of a consumer of this group. */
    Map<String, Object> consuming(String group) {
        Map<String, Object> properties = new HashMap<>(access);
        properties.put("group.id", group);
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        properties.put("allow.auto.create.topics", true);
        properties.put("max.poll.records", Math.max(1, options.receiveWindow() / 2));
        return properties;
    }

    String group() {
        return options.group().or(address::group).orElse("bulla");
    }

    private static Map<String, Object> access(KafkaAddress address, KafkaOptions options) {
        Map<String, Object> access = new HashMap<>();
        boolean tls = address.farthest().tls();
        boolean user = address.farthest().user().isPresent();
        access.put("bootstrap.servers", address.servers());
        access.put("security.protocol", (user ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        access.put("reconnect.backoff.max.ms", 5_000);
        address.farthest().ca().ifPresent(pem -> {
            var unused = Authorities.of(address.farthest().ca()); // says what is wrong with the file in our words
            access.put("ssl.truststore.type", "PEM");
            access.put("ssl.truststore.location", pem.toString());
        });
        Credentials.of(
                        address.farthest(),
                        options.password(),
                        KafkaOptions.PASSWORD_VARIABLE,
                        options.clearPasswordAllowed())
                .ifPresent(who -> {
                    access.put("sasl.mechanism", address.mechanism());
                    access.put("sasl.jaas.config", login(address.mechanism(), who));
                });
        return access;
    }

    /** Kafka's client takes a password in this text only. */
    private static org.apache.kafka.common.config.types.Password login(String mechanism, Credentials who) {
        byte[] password = who.passwordBytes();
        try {
            String module = mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
            return new org.apache.kafka.common.config.types.Password("org.apache.kafka.common.security." + module
                    + " required username=" + quoted(who.user()) + " password="
                    + quoted(new String(password, StandardCharsets.UTF_8)) + ";");
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private static String quoted(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no control characters in a user's name or password");
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A refusal that stays one, or a broker that does not answer now. */
    static RuntimeException problem(Throwable thrown) {
        Throwable cause = bare(thrown);
        if (cause instanceof ProblemException || cause instanceof UnavailableException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof RecordTooLargeException) {
            return new ProblemException(Problem.LIMIT_EXCEEDED, "the broker takes smaller messages only");
        }
        if (cause instanceof AuthorizationException) {
            return new ProblemException(Problem.FORBIDDEN, "the broker does not let this user do that");
        }
        for (Throwable c = cause; c != null; c = c.getCause()) {
            if (c instanceof CertificateException || c instanceof CertPathBuilderException) {
                return new ProblemException(
                        Problem.NOT_AUTHENTIC,
                        "the broker's certificate is for another name or from an authority that is not accepted here");
            }
        }
        if (cause instanceof AuthenticationException) {
            return new ProblemException(Problem.FORBIDDEN, "the broker does not accept the user or the password");
        }
        if (cause instanceof InvalidTopicException) {
            return new IllegalArgumentException("not the name of a topic");
        }
        if (cause instanceof UnsupportedVersionException) {
            return new ProblemException(Problem.VERSION_UNKNOWN, "the broker is older than Kafka 2.1");
        }
        return unavailable(cause);
    }

    static UnavailableException unavailable(Throwable cause) {
        return new UnavailableException(Problem.BROKER_UNAVAILABLE, RETRY_AFTER, cause);
    }

    static int millis(Duration span) {
        return (int) Math.min(span.toMillis(), Integer.MAX_VALUE);
    }

    private static Throwable bare(Throwable thrown) {
        Throwable inner = thrown.getCause();
        return inner != null && (thrown instanceof CompletionException || thrown instanceof ExecutionException)
                ? bare(inner)
                : thrown;
    }

    @Override
    public String toString() {
        return address.toString().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.interop.Nkey;
import dev.bulla.interop.Xkv1;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.util.List;
import java.util.Set;

/**
 * Messages of services that know NATS' own boxes and nothing else: the body is one {@code xkv1} box, and a header names the curve key it was sealed
 * with. {@link #standard()} is the form of NATS' published pair of programs (subject {@code secure.data}, header {@code sender}).
 *
 * <p>A box ends never, can be replayed, and proves its sender to its reader only. Between programs that know Bulla send envelopes. Immutable;
 * safe for many threads.
 */
public final class NatsBoxes {
    private final String header;

    private NatsBoxes(String header) {
        this.header = header;
    }

    /** The sender's key in the header {@code sender}. */
    public static NatsBoxes standard() {
        return new NatsBoxes("sender");
    }

    /** The sender's key in {@code Nats-Server-Xkey}, as in the requests of a server's authorization callout (ADR-26). */
    public static NatsBoxes authCallout() {
        return new NatsBoxes("Nats-Server-Xkey");
    }

    /**
     * A box that was opened.
     *
     * @param sender whose key sealed it, as the header says and opening proved
     * @param plaintext what was in it
     */
    public record Opened(Nkey sender, Bytes plaintext) {}

    /**
     * Seals a message.
     *
     * @throws IllegalArgumentException when {@code to} is no curve key
     */
    public Message seal(String subject, Xkv1 own, Nkey to, Bytes plaintext) {
        return NatsMessage.builder()
                .subject(subject)
                .headers(new Headers().add(header, own.publicKey().text()))
                .data(own.seal(to, plaintext).toArray())
                .build();
    }

    /**
     * Opens a message of one of these senders: {@code MALFORMED} when there is no box or no key of a sender, {@code UNTRUSTED_SENDER} when it is none of
     * these, {@code NOT_AUTHENTIC} when it does not open. Whoever is between can change the header; then it does not open.
     */
    public Outcome<Opened> open(Message message, Xkv1 own, Set<Nkey> senders) {
        List<String> named =
                message.getHeaders() == null ? null : message.getHeaders().get(header);
        byte[] body = message.getData();
        if (named == null || named.size() != 1 || body == null) {
            return Outcome.bad(Problem.MALFORMED, "one header " + header + " names the sender's key");
        }
        return Nkey.parse(named.get(0)).then(sender -> {
            if (!senders.contains(sender)) {
                return Outcome.bad(Problem.UNTRUSTED_SENDER, sender.text());
            }
            return own.open(sender, Bytes.of(body)).map(plaintext -> new Opened(sender, plaintext));
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One message in hand, and whoever counts those. */
final class Delivered implements Delivery {
    /** What a consumer understands. */
    enum Word {
        /** It is done with. */
        ACK("+ACK"),
        /** Give it to somebody else, a moment later: at once could still be here, where the server has a last pull of ours. */
        NAK("-NAK {\"delay\": 100000000}"),
        /** Somebody works on it. */
        WORKING("+WPI");

        private final String text;

        Word(String text) {
            this.text = text;
        }
    }

    /** Counts what is in hand. */
    interface Counter {
        void done(Delivered delivered);

        boolean holdsUpOthers(Delivered delivered);
    }

    /** The name under which an arrival has the subject its sender listens on; no header is called so. */
    static final String REPLY_TO = " reply-to";

    private final Counter counter;
    private final Arrival arrival;
    /** How many had been handled when it came. */
    final long handledBefore;
    /** What to acknowledge: the newest copy, since each has its own address. */
    private volatile Message message;

    Delivered(Counter counter, Message message, long handledBefore) {
        this.counter = counter;
        this.message = message;
        this.handledBefore = handledBefore;
        this.arrival = new Arrival(message.getSubject(), Bytes.of(message.getData()), headers(message));
    }

    /** Its place in the stream. */
    long place() {
        return message.metaData().streamSequence();
    }

    /** Says one word of {@link Word} on it. */
    void say(Connection connection, Word word) {
        say(connection, message, word);
    }

    /** By its reply subject: the library's own way ends with the subscription, and what is in hand then is still to be answered. */
    static void say(Connection connection, Message message, Word word) {
        try {
            connection.publish(message.getReplyTo(), word.text.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalStateException notConnected) {
            // It comes again when the server has waited long enough, and is a replay if it was handled.
        }
    }

    /** It came again while it is still in hand. */
    void cameAgain(Message copy) {
        message = copy;
    }

    @Override
    public Arrival arrival() {
        return arrival;
    }

    @Override
    public void done() {
        counter.done(this);
    }

    @Override
    public boolean holdsUpOthers() {
        return counter.holdsUpOthers(this);
    }

    /** The server's own signs: a delete or purge in a bucket, the end of a life. Nobody sealed them, and nobody opens them. */
    static boolean control(Message message) {
        byte[] data = message.getData();
        boolean empty = data == null || data.length == 0;
        return message.isStatusMessage()
                || (empty
                        && message.hasHeaders()
                        && (message.getHeaders().containsKey("KV-Operation")
                                || message.getHeaders().containsKey("Nats-Marker-Reason")
                                || message.getHeaders().containsKey("Nats-Rollup")));
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new HashMap<>();
        if (message.getReplyTo() != null && !message.isJetStream()) {
            headers.put(REPLY_TO, message.getReplyTo());
        }
        if (!message.hasHeaders()) {
            return headers;
        }
        for (Map.Entry<String, List<String>> entry : message.getHeaders().entrySet()) {
            headers.put(entry.getKey(), String.join(",", entry.getValue()));
        }
        return headers;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.Party;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Opened;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

/**
 * Opens what is sent to a channel, before any of its subscribers sees it. They get the bytes that were inside, and headers of which those named here come
 * from inside: whatever stood outside under a name that begins with {@code bulla-} is gone.
 *
 * <p>What does not open is not handed on: {@code send} throws {@link SealedMessageException}. When the subscribers return, the message is handled, and a copy
 * of it {@code REPLAYED}; when they throw, a copy may come again. On a channel that keeps messages for later, it is handled when the channel has it.
 * Immutable; safe for many threads.
 */
public final class OpeningInterceptor implements ExecutorChannelInterceptor {
    /** The name bound to the sender in this home. */
    public static final String SENDER = "bulla-sender";
    /** The sender's identifier. */
    public static final String SENDER_ID = "bulla-sender-id";
    /** When it was made, an {@link java.time.Instant}. */
    public static final String CREATED = "bulla-created";
    /** The {@link Opened} message. */
    public static final String OPENED = "bulla-opened";

    private final Envelopes envelopes;

    private OpeningInterceptor(Envelopes envelopes) {
        this.envelopes = envelopes;
    }

    /** Opens messages of this context for a party; these headers are from inside. */
    public static OpeningInterceptor of(Party party, String context, List<String> headers, Watch watch) {
        return new OpeningInterceptor(new Envelopes(party, context, List.of(), Envelopes.named(headers), watch));
    }

    @Override
    public Message<?> preSend(Message<?> message, MessageChannel channel) {
        return envelopes.lifted(message, envelopes.open(message));
    }

    @Override
    public void afterSendCompletion(
            Message<?> message, MessageChannel channel, boolean sent, @Nullable Exception failed) {
        if (!sent || failed != null || !later(channel)) {
            end(message, sent && failed == null);
        }
    }

    @Override
    public void afterMessageHandled(
            Message<?> message, MessageChannel channel, MessageHandler handler, @Nullable Exception failed) {
        if (later(channel)) {
            end(message, failed == null);
        }
    }

    private static boolean later(MessageChannel channel) {
        return channel instanceof ExecutorSubscribableChannel known && known.getExecutor() != null;
    }

    private void end(Message<?> message, boolean handled) {
        if (!(message.getHeaders().get(OPENED) instanceof Opened opened)) {
            return;
        }
        if (handled) {
            opened.done();
            Long arrived = message.getHeaders().getTimestamp();
            long nanos = arrived == null ? 0 : Math.max(0, System.currentTimeMillis() - arrived) * 1_000_000;
            envelopes.watch().handled(envelopes.context(), nanos);
        } else {
            opened.release();
        }
    }
}

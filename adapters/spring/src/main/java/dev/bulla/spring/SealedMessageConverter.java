// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.Party;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Seals what another converter makes, and hands it what was inside. It never answers "not mine": in a list of converters nothing falls through it to one
 * that would send or take plaintext.
 *
 * <p>What cannot be sealed or opened throws {@link SealedMessageException}; so does a message that has a header outside whose name begins with
 * {@code bulla-}, or one that is carried and says something else inside, for a converter cannot take headers away from a listener.
 *
 * <p>A message counts as handled when its payload was made: a copy of it is then {@code REPLAYED}, also when the listener fails. A listener that asks for
 * {@link Received} says so itself. Spring does not ask a converter when a listener takes {@code byte[]} or {@code Object}: there use
 * {@link OpeningInterceptor}. Immutable; safe for many threads.
 */
public final class SealedMessageConverter implements SmartMessageConverter {
    private final Envelopes envelopes;
    private final MessageConverter inner;

    private SealedMessageConverter(Envelopes envelopes, MessageConverter inner) {
        this.envelopes = envelopes;
        this.inner = inner;
    }

    /**
     * Opens for a party.
     *
     * @param party who seals and opens
     * @param context the context sealed and expected
     * @param inner what makes bytes or text of objects, and objects of bytes
     */
    public static SealedMessageConverter of(Party party, String context, MessageConverter inner) {
        return new SealedMessageConverter(
                new Envelopes(party, context, List.of(), Envelopes.named(List.of()), new Watch() {}), inner);
    }

    /** The same, sealing for these. */
    public SealedMessageConverter to(List<String> recipients) {
        return new SealedMessageConverter(
                new Envelopes(
                        envelopes.party(), envelopes.context(), recipients, envelopes.carried(), envelopes.watch()),
                inner);
    }

    /** The same, with headers that go inside too. The copy outside stays, in the clear, for routing. */
    public SealedMessageConverter carrying(List<String> headers) {
        return new SealedMessageConverter(
                new Envelopes(
                        envelopes.party(),
                        envelopes.context(),
                        envelopes.to(),
                        Envelopes.named(headers),
                        envelopes.watch()),
                inner);
    }

    /** The same, with somebody who is told what was opened and what was refused; topics are the context. */
    public SealedMessageConverter watchedBy(Watch watch) {
        return new SealedMessageConverter(
                new Envelopes(envelopes.party(), envelopes.context(), envelopes.to(), envelopes.carried(), watch),
                inner);
    }

    @Override
    public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
        return toMessage(payload, headers, null);
    }

    @Override
    public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object hint) {
        Message<?> plain = inner instanceof SmartMessageConverter smart
                ? smart.toMessage(payload, headers, hint)
                : inner.toMessage(payload, headers);
        if (plain == null) {
            throw new SealedMessageException(
                    Problem.USAGE, "no converter for " + payload.getClass().getName());
        }
        return envelopes.seal(plain);
    }

    @Override
    public Object fromMessage(Message<?> message, Class<?> targetClass) {
        return fromMessage(message, targetClass, null);
    }

    @Override
    public Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object hint) {
        long start = System.nanoTime();
        Envelopes.Inside inside = envelopes.open(message);
        boolean good = false;
        boolean received = targetClass.equals(Received.class);
        try {
            if (!envelopes.honest(message, inside.opened())) {
                envelopes.watch().refused(envelopes.context(), Problem.NOT_AUTHENTIC);
                throw new SealedMessageException(Problem.NOT_AUTHENTIC, "headers that are not from inside");
            }
            Class<?> type = received ? within(hint) : targetClass;
            Object payload = payload(envelopes.lifted(message, inside), type, received ? null : hint);
            good = true;
            return received ? new Received<>(payload, inside.opened()) : payload;
        } finally {
            if (!good) {
                inside.opened().release();
            } else if (!received) {
                inside.opened().done();
                envelopes.watch().handled(envelopes.context(), System.nanoTime() - start);
            }
        }
    }

    /** What a converter within says of bytes it cannot read may quote them, and its exception holds them: neither goes on. */
    private Object payload(Message<byte[]> plain, Class<?> type, @Nullable Object hint) {
        Object payload;
        try {
            payload = type.equals(byte[].class)
                    ? plain.getPayload()
                    : inner instanceof SmartMessageConverter smart
                            ? smart.fromMessage(plain, type, hint)
                            : inner.fromMessage(plain, type);
        } catch (RuntimeException unreadable) {
            throw unlike(type);
        }
        if (payload == null) {
            throw unlike(type);
        }
        return payload;
    }

    private SealedMessageException unlike(Class<?> type) {
        envelopes.watch().refused(envelopes.context(), Problem.MALFORMED);
        return new SealedMessageException(Problem.MALFORMED, "what was inside is not a " + type.getName());
    }

    private static Class<?> within(@Nullable Object hint) {
        if (!(hint instanceof MethodParameter parameter)) {
            return byte[].class;
        }
        ResolvableType type = ResolvableType.forMethodParameter(parameter);
        while (!type.equals(ResolvableType.NONE) && !Received.class.equals(type.resolve())) {
            type = type.getGeneric(0);
        }
        return type.getGeneric(0).resolve(byte[].class);
    }
}

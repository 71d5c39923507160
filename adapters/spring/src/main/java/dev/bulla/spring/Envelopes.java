// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import dev.bulla.Party;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opened;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/** Between Spring's messages and envelopes: the payload is the part {@code body}, headers that are carried are attributes. */
record Envelopes(Party party, String context, List<String> to, Set<String> carried, Watch watch) {
    static final String CONTENT_TYPE = "application/bulla";
    static final String OURS = "bulla-";

    private static final String BODY = "body";
    private static final String ATTRIBUTE = "header.";

    Envelopes {
        to = List.copyOf(to);
        carried = Set.copyOf(carried);
        watch = Watch.guarded(watch);
    }

    /** Who opened it, and the bytes that were inside. */
    record Inside(Opened opened, byte[] body) {}

    Message<?> seal(Message<?> plain) {
        if (to.isEmpty()) {
            throw new SealedMessageException(Problem.USAGE, "for nobody; set bulla.to");
        }
        Bytes body = body(plain.getPayload());
        MessageHeaders headers = plain.getHeaders();
        Bytes envelope;
        try {
            Draft draft = Draft.to(to).context(context).part(BODY, body);
            Object type = headers.get(MessageHeaders.CONTENT_TYPE);
            if (type != null) {
                draft.contentType(type.toString());
            }
            for (String name : carried) {
                value(headers, name).ifPresent(value -> draft.attribute(ATTRIBUTE + name, value));
            }
            envelope = party.seal(draft).fold(good -> good.value().envelope(), bad -> {
                throw new SealedMessageException(bad.problem(), bad.about());
            });
        } catch (IllegalArgumentException misuse) {
            throw new SealedMessageException(Problem.USAGE, Objects.toString(misuse.getMessage(), ""));
        } catch (UnavailableException down) {
            throw new SealedMessageException(down.problem(), "");
        }
        MessageHeaderAccessor accessor = mutable(plain);
        headers.keySet().stream().filter(Envelopes::ours).forEach(accessor::removeHeader);
        accessor.setHeader(MessageHeaders.CONTENT_TYPE, CONTENT_TYPE);
        return MessageBuilder.createMessage(envelope.toArray(), accessor.getMessageHeaders());
    }

    private static Bytes body(Object payload) {
        if (payload instanceof byte[] bytes) {
            return Bytes.of(bytes);
        }
        if (payload instanceof String text) {
            return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
        }
        throw new SealedMessageException(Problem.USAGE, "the converter within makes neither bytes nor text");
    }

    /** Opens it; the claim is the caller's to end. */
    Inside open(Message<?> message) {
        watch.received(context);
        try {
            Opened opened = opened(message);
            try {
                return new Inside(opened, opened.bytes(BODY).toArray());
            } catch (ProblemException noBody) {
                opened.release();
                throw new SealedMessageException(noBody.problem(), "");
            }
        } catch (SealedMessageException refused) {
            watch.refused(context, refused.problem());
            throw refused;
        }
    }

    private Opened opened(Message<?> message) {
        if (!(message.getPayload() instanceof byte[] bytes)) {
            throw new SealedMessageException(Problem.MALFORMED, "a payload that is not bytes");
        }
        long start = System.nanoTime();
        try {
            Opened opened = party.open(Bytes.of(bytes), Expectation.of(context))
                    .fold(
                            good -> good,
                            notForMe -> {
                                throw new SealedMessageException(Problem.NOT_FOR_ME, "");
                            },
                            refused -> {
                                throw new SealedMessageException(refused.problem(), "");
                            },
                            unavailable -> {
                                throw new SealedMessageException(unavailable.problem(), "");
                            });
            watch.opened(context, System.nanoTime() - start);
            return opened;
        } catch (UnavailableException down) {
            throw new SealedMessageException(down.problem(), "");
        }
    }

    /** Whether nothing outside claims to be ours, and what is carried says outside what it says inside. */
    boolean honest(Message<?> message, Opened opened) {
        MessageHeaders headers = message.getHeaders();
        Map<?, ?> natives = natives(headers);
        boolean claims = headers.keySet().stream().anyMatch(Envelopes::ours)
                || natives.keySet().stream().anyMatch(name -> ours(name.toString()));
        boolean differs = carried.stream().anyMatch(name -> {
            Optional<String> outside = value(headers, name);
            return natives.containsKey(name)
                    || (outside.isPresent() && !outside.equals(Optional.ofNullable(inside(opened, name))));
        });
        return !claims && !differs;
    }

    /** The message as it was sealed: everything that is proven is from inside, and nothing outside has a name of ours. */
    Message<byte[]> lifted(Message<?> message, Inside inside) {
        MessageHeaderAccessor accessor = new MessageHeaderAccessor(message);
        message.getHeaders().forEach((name, value) -> {
            if (ours(name) || carried.contains(name)) {
                accessor.removeHeader(name);
            } else if (name.equals(NativeMessageHeaderAccessor.NATIVE_HEADERS)) {
                accessor.setHeader(name, kept(value));
            }
        });
        Opened opened = inside.opened();
        accessor.removeHeader(MessageHeaders.CONTENT_TYPE);
        if (!opened.contentType().isEmpty()) {
            accessor.setHeader(MessageHeaders.CONTENT_TYPE, opened.contentType());
        }
        carried.forEach(name -> accessor.setHeader(name, inside(opened, name)));
        accessor.setHeader(OpeningInterceptor.SENDER, opened.sender().name());
        accessor.setHeader(
                OpeningInterceptor.SENDER_ID, opened.sender().identifier().toString());
        accessor.setHeader(OpeningInterceptor.CREATED, opened.created());
        accessor.setHeader(OpeningInterceptor.OPENED, opened);
        return MessageBuilder.createMessage(inside.body(), accessor.getMessageHeaders());
    }

    private static @Nullable String inside(Opened opened, String name) {
        return opened.attributes().get(ATTRIBUTE + name);
    }

    private Object kept(Object natives) {
        Map<Object, Object> kept = new TreeMap<>();
        if (natives instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (!ours(name.toString()) && !carried.contains(name.toString())) {
                    kept.put(name.toString(), value);
                }
            });
        }
        return kept;
    }

    /** What STOMP's clients wrote, which Spring looks into when a header is nowhere else. */
    private static Map<?, ?> natives(MessageHeaders headers) {
        return headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Optional<String> value(MessageHeaders headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(Object::toString);
    }

    private static boolean ours(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(OURS);
    }

    private static MessageHeaderAccessor mutable(Message<?> message) {
        MessageHeaderAccessor known = MessageHeaderAccessor.getAccessor(message, null);
        return known != null && known.isMutable() ? known : new MessageHeaderAccessor(message);
    }

    static Set<String> named(List<String> headers) {
        return new TreeSet<>(headers);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;

class SealedMessageConverterTest {
    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MessageConverter json = new JacksonJsonMessageConverter();
    private Bulla bulla;
    private Party bob;
    private SealedMessageConverter alice;
    private SealedMessageConverter reader;

    record Order(String what, int number) {}

    @BeforeEach
    void moveIn() {
        bulla = Houses.of(folder.resolve("home"), "alice", "bob", "carol");
        bob = bulla.as("bob").orThrow();
        alice = SealedMessageConverter.of(bulla.as("alice").orThrow(), "orders", json)
                .to(List.of("bob"))
                .carrying(List.of("tenant"));
        reader = SealedMessageConverter.of(bob, "orders", json)
                .carrying(List.of("tenant"))
                .watchedBy(new MeteredWatch(meters));
    }

    @AfterEach
    void moveOut() {
        bulla.close();
    }

    private Message<?> order() {
        return alice.toMessage(new Order("apples", 2), new MessageHeaders(Map.of("tenant", "north")));
    }

    private static Message<byte[]> changed(Message<?> message, String header, Object value) {
        return MessageBuilder.withPayload((byte[]) message.getPayload())
                .copyHeaders(message.getHeaders())
                .setHeader(header, value)
                .build();
    }

    private static void refused(Problem problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SealedMessageException.class,
                        refusal -> assertThat(refusal.problem()).isEqualTo(problem))
                .hasNoCause();
    }

    @Test
    void whatTravelsIsAnEnvelopeAndOpensOnce() {
        Message<?> order = order();
        byte[] wire = (byte[]) order.getPayload();
        assertThat(Inspection.looksSealed(Bytes.of(wire))).isTrue();
        assertThat(new String(wire, StandardCharsets.ISO_8859_1)).doesNotContain("apples");
        assertThat(order.getHeaders()).containsEntry("contentType", "application/bulla");
        assertThat(reader.fromMessage(order, Order.class)).isEqualTo(new Order("apples", 2));
        refused(Problem.REPLAYED, () -> reader.fromMessage(order, Order.class));
        assertThat(meters.counter("bulla.received").count()).isEqualTo(2);
        assertThat(meters.timer("bulla.opened").count()).isEqualTo(1);
        assertThat(meters.timer("bulla.handled").count()).isEqualTo(1);
        assertThat(meters.counter("bulla.refused", "problem", "REPLAYED").count())
                .isEqualTo(1);
    }

    @Test
    void whatWasChangedIsRefused() {
        Message<?> order = order();
        byte[] wire = ((byte[]) order.getPayload()).clone();
        wire[wire.length - 5] ^= 1;
        refused(
                Problem.NOT_AUTHENTIC,
                () -> reader.fromMessage(MessageBuilder.createMessage(wire, order.getHeaders()), Order.class));
        assertThat(reader.fromMessage(order, Order.class)).isEqualTo(new Order("apples", 2));
    }

    @Test
    void plaintextIsRefusedWhateverItSaysItIs() {
        MessageConverter both = new CompositeMessageConverter(List.of(reader, json));
        Message<byte[]> plain = MessageBuilder.withPayload(
                        "{\"what\":\"forged\",\"number\":9}".getBytes(StandardCharsets.UTF_8))
                .setHeader("contentType", "application/json")
                .build();
        refused(Problem.MALFORMED, () -> both.fromMessage(plain, Order.class));
        refused(
                Problem.MALFORMED,
                () -> both.fromMessage(MessageBuilder.withPayload("text").build(), Order.class));
    }

    @Test
    void anotherReaderAndAnotherContextAreRefused() {
        refused(
                Problem.NOT_FOR_ME,
                () -> SealedMessageConverter.of(bulla.as("carol").orThrow(), "orders", json)
                        .fromMessage(order(), Order.class));
        refused(
                Problem.WRONG_CONTEXT,
                () -> SealedMessageConverter.of(bob, "bills", json).fromMessage(order(), Order.class));
    }

    @Test
    void aStrangerIsRefused() {
        try (Bulla elsewhere = Houses.of(folder.resolve("elsewhere"), "mallory")) {
            elsewhere.home().pin(bob.card().encoded(), "bob", Instant.now()).orThrow();
            SealedMessageConverter mallory = SealedMessageConverter.of(
                            elsewhere.as("mallory").orThrow(), "orders", json)
                    .to(List.of("bob"));
            Message<?> forged = mallory.toMessage(new Order("apples", 9), null);
            refused(Problem.UNTRUSTED_SENDER, () -> reader.fromMessage(forged, Order.class));
        }
    }

    @Test
    void headersThatPretendAreRefused() {
        for (Map.Entry<String, Object> lie : Map.<String, Object>of(
                        "bulla-sender", "carol",
                        "Bulla-Sender", "carol",
                        "tenant", "south",
                        "nativeHeaders", Map.of("bulla-sender", List.of("carol")))
                .entrySet()) {
            refused(
                    Problem.NOT_AUTHENTIC,
                    () -> reader.fromMessage(changed(order(), lie.getKey(), lie.getValue()), Order.class));
        }
        Message<?> withNone = alice.toMessage(new Order("apples", 2), null);
        refused(Problem.NOT_AUTHENTIC, () -> reader.fromMessage(changed(withNone, "tenant", "south"), Order.class));
    }

    @Test
    void whoeverAsksForReceivedKnowsTheSenderAndSaysWhenItIsDone() throws Exception {
        MethodParameter parameter =
                new MethodParameter(SealedMessageConverterTest.class.getDeclaredMethod("listener", Received.class), 0);
        Message<?> order = order();
        Received<?> first = (Received<?>) reader.fromMessage(order, Received.class, parameter);
        assertThat(first.payload()).isEqualTo(new Order("apples", 2));
        assertThat(first.message().sender().name()).isEqualTo("alice");
        first.message().release();
        Received<?> again = (Received<?>) reader.fromMessage(order, Received.class, parameter);
        again.message().done();
        refused(Problem.REPLAYED, () -> reader.fromMessage(order, Received.class, parameter));
    }

    @SuppressWarnings("unused")
    private void listener(Received<Order> order) {}

    @Test
    void anExceptionDoesNotQuoteWhatWasInside() {
        Message<?> secret = alice.toMessage("swordfish", null);
        assertThatThrownBy(() -> reader.fromMessage(secret, Order.class))
                .isInstanceOf(SealedMessageException.class)
                .hasNoCause()
                .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("swordfish"));
    }

    @Test
    void whatCannotBeSealedIsNotSent() {
        refused(Problem.USAGE, () -> reader.toMessage(new Order("apples", 2), null));
        refused(Problem.NAME_UNKNOWN, () -> alice.to(List.of("nobody")).toMessage(new Order("apples", 2), null));
        refused(
                Problem.USAGE,
                () -> SealedMessageConverter.of(bob, "orders", new ByteArrayMessageConverter())
                        .to(List.of("alice"))
                        .toMessage(new Order("apples", 2), null));
    }

    @Test
    void aChannelHandsOverWhatWasInsideAndHeadersThatAreProven() {
        ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel();
        channel.addInterceptor(OpeningInterceptor.of(bob, "orders", List.of("tenant"), new MeteredWatch(meters)));
        List<Message<?>> got = new ArrayList<>();
        boolean[] failing = {true};
        channel.subscribe(message -> {
            if (failing[0]) {
                throw new IllegalStateException("not now");
            }
            got.add(message);
        });
        Message<?> order = order();
        Message<?> lying = changed(changed(order, "bulla-sender", "carol"), "tenant", "south");
        lying = changed(changed(lying, "bulla-more", "x"), "nativeHeaders", Map.of("bulla-sender", List.of("carol")));
        Message<?> last = lying;
        assertThatThrownBy(() -> channel.send(last)).hasRootCauseMessage("not now");
        failing[0] = false;
        channel.send(last);
        assertThat(got).hasSize(1);
        assertThat(new String((byte[]) got.get(0).getPayload(), StandardCharsets.UTF_8))
                .contains("apples");
        assertThat(got.get(0).getHeaders())
                .containsEntry("bulla-sender", "alice")
                .containsEntry("tenant", "north")
                .containsEntry("contentType", "application/json")
                .containsEntry("nativeHeaders", Map.of())
                .doesNotContainKey("bulla-more");
        refused(Problem.REPLAYED, () -> channel.send(order));
        refused(
                Problem.MALFORMED,
                () -> channel.send(MessageBuilder.withPayload("hello").build()));
        assertThat(got).hasSize(1);
        assertThat(meters.timer("bulla.handled").count()).isEqualTo(1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Draft;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Suite;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code spec/cloudevents.md}. */
class SealedEventsTest {
    private static final CloudEvent ORDER = CloudEventBuilder.v1()
            .withId("4711")
            .withSource(URI.create("https://shop.example/orders"))
            .withType("example.order.placed")
            .withSubject("order/4711")
            .withTime(OffsetDateTime.parse("2026-03-01T12:00:00.5Z"))
            .withDataSchema(URI.create("https://shop.example/order.json"))
            .withExtension("tenant", "north")
            .withExtension("weight", 7)
            .withExtension("outside", "also a name")
            .withExtension("urgent", true)
            .withExtension("blob", new byte[] {1, 2, 3})
            .withData("application/json", "{\"apples\":2}".getBytes(StandardCharsets.UTF_8))
            .build();

    @TempDir
    Path folder;

    private Bulla bulla;
    private Party shop;
    private Party till;

    @BeforeEach
    void open() {
        bulla = Bulla.create(folder.resolve("home")).orThrow();
        for (String name : List.of("shop", "till", "eve")) {
            bulla.home()
                    .createIdentity(name, List.of(Suite.values()), Instant.now())
                    .orThrow();
        }
        shop = bulla.as("shop").orThrow();
        till = bulla.as("till").orThrow();
    }

    @AfterEach
    void close() {
        bulla.close();
    }

    private CloudEvent sealed(SealedEvents how, CloudEvent event) {
        return how.seal(event, Draft.to("till").context("orders"), shop::seal).orThrow();
    }

    private Outcome<SealedEvents.Received> open(CloudEvent carried) {
        return SealedEvents.open(carried, envelope -> till.open(envelope, "orders"));
    }

    private Problem problem(CloudEvent carried) {
        return open(carried).fold(good -> Problem.FAILED, bad -> bad.problem());
    }

    @Test
    void anEventArrivesAsItWasAndNothingOfItIsOutside() {
        CloudEvent carried = sealed(SealedEvents.opaque(), ORDER);
        assertThat(carried.getType()).isEqualTo("dev.bulla.sealed");
        assertThat(carried.getSource()).hasToString("urn:bulla:sealed");
        assertThat(carried.getId()).isNotEqualTo("4711");
        assertThat(carried.getSubject()).isNull();
        assertThat(carried.getTime()).isNull();
        assertThat(carried.getDataSchema()).isNull();
        assertThat(carried.getExtensionNames()).isEmpty();
        assertThat(SealedEvents.isSealed(carried)).isTrue();

        SealedEvents.Received received = open(carried).orThrow();
        assertThat(received.message().sender().name()).isEqualTo("shop");
        assertThat(received.event().getData().toBytes())
                .isEqualTo(ORDER.getData().toBytes());
        for (String name : Attributes.names(ORDER)) {
            assertThat(Attributes.value(received.event(), name)).isEqualTo(Attributes.value(ORDER, name));
        }
        assertThat(Attributes.names(received.event())).containsExactlyInAnyOrderElementsOf(Attributes.names(ORDER));
        received.message().done();
        assertThat(problem(carried)).isEqualTo(Problem.REPLAYED);
    }

    @Test
    void structuredJsonCarriesIt() {
        EventFormat json = EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE);
        byte[] wire = json.serialize(sealed(SealedEvents.showing("type", "subject", "weight"), ORDER));
        String text = new String(wire, StandardCharsets.UTF_8);
        assertThat(text).contains("example.order.placed", "order/4711", "\"data_base64\":\"2mJ1bG");
        assertThat(text).doesNotContain("north", "apples", "shop.example");
        assertThat(open(json.deserialize(wire)).orThrow().event().getExtension("tenant"))
                .isEqualTo("north");
    }

    @Test
    void aCopyOutsideThatSaysSomethingElseIsRefused() {
        CloudEvent carried = sealed(SealedEvents.showing("type", "subject", "tenant"), ORDER);
        assertThat(problem(CloudEventBuilder.v1(carried)
                        .withType("example.order.cancelled")
                        .build()))
                .isEqualTo(Problem.NOT_AUTHENTIC);
        assertThat(problem(CloudEventBuilder.v1(carried).withSubject("order/1").build()))
                .isEqualTo(Problem.NOT_AUTHENTIC);
        assertThat(problem(
                        CloudEventBuilder.v1(carried).withoutExtension("tenant").build()))
                .isEqualTo(Problem.NOT_AUTHENTIC);
        assertThat(problem(CloudEventBuilder.v1(carried)
                        .withSource(URI.create("https://eve.example"))
                        .build()))
                .isEqualTo(Problem.NOT_AUTHENTIC);
    }

    @Test
    void whatACarrierAddsMeansNothing() {
        CloudEvent carried = sealed(SealedEvents.showing("type"), ORDER);
        CloudEvent more = CloudEventBuilder.v1(carried)
                .withSubject("order/1")
                .withExtension("traceparent", "00-1-2-03")
                .withId("other")
                .build();
        CloudEvent event = open(more).orThrow().event();
        assertThat(event.getSubject()).isEqualTo("order/4711");
        assertThat(event.getExtension("traceparent")).isNull();
        assertThat(event.getId()).isEqualTo("4711");
    }

    @Test
    void anEventWithoutDataStaysWithout() {
        CloudEvent bare = CloudEventBuilder.v1(ORDER).withoutData().build();
        assertThat(open(sealed(SealedEvents.opaque(), bare)).orThrow().event().getData())
                .isNull();
    }

    @Test
    void whatIsNoSealedEventIsRefused() {
        assertThat(problem(ORDER)).isEqualTo(Problem.MALFORMED);
        assertThat(problem(CloudEventBuilder.v1(ORDER)
                        .withData("application/bulla", "garbage".getBytes(StandardCharsets.UTF_8))
                        .build()))
                .isEqualTo(Problem.MALFORMED);
        CloudEvent forEve = SealedEvents.opaque()
                .seal(ORDER, Draft.to("eve").context("orders"), shop::seal)
                .orThrow();
        assertThat(problem(forEve)).isEqualTo(Problem.NOT_FOR_ME);
        byte[] letter = shop.seal(Draft.to("till").context("orders").part("body", "no event"))
                .orThrow()
                .envelope()
                .toArray();
        assertThat(problem(CloudEventBuilder.v1(forEve).withData(letter).build()))
                .isEqualTo(Problem.MALFORMED);
    }

    @Test
    void whatDescribesTheContentIsNotShown() {
        assertThatIllegalArgumentException().isThrownBy(() -> SealedEvents.showing("datacontenttype"));
    }
}

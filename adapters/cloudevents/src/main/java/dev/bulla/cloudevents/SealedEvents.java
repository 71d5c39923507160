// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cloudevents;

import dev.bulla.core.Bytes;
import dev.bulla.core.Content;
import dev.bulla.core.Draft;
import dev.bulla.core.Opened;
import dev.bulla.core.Opening;
import dev.bulla.core.Outcome;
import dev.bulla.core.Part;
import dev.bulla.core.Piece;
import dev.bulla.core.Problem;
import dev.bulla.core.SealedMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.rw.CloudEventRWException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * CloudEvents 1.0 in envelopes ({@code spec/cloudevents.md}): data, attributes and extensions go inside, signed and encrypted; the event that travels
 * has the envelope as its data and, of the attributes, only copies of those that the sender names. What is opened is built from the inside alone, and
 * refused when a copy outside says something else.
 *
 * <p>Immutable; safe for many threads.
 */
public final class SealedEvents {
    /** The type of the data of an event that travels. */
    public static final String DATA_CONTENT_TYPE = "application/bulla";
    /** The type of an event whose own is inside only. */
    public static final String TYPE = "dev.bulla.sealed";
    /** The source of an event whose own is inside only. */
    public static final URI SOURCE = URI.create("urn:bulla:sealed");

    private static final String PART = "data";
    /** Not {@code ce.}: an extension may have any name of small letters and digits, this one too. */
    private static final String HAS_DATA = "ce-has-data";

    private static final String OUTSIDE = "ce-outside";
    private static final Set<String> REQUIRED = Set.of("id", "source", "type");
    /** They describe the envelope outside and the content inside (extension "cryptography" of the specification). */
    private static final Set<String> OF_THE_CONTENT = Set.of("specversion", "datacontenttype", "dataschema");

    private final Set<String> outside;

    private SealedEvents(Set<String> outside) {
        this.outside = outside;
    }

    /** Leaves nothing outside but what every event must have: an identifier of the moment, and a type and a source that say nothing. */
    public static SealedEvents opaque() {
        return new SealedEvents(Set.of());
    }

    /**
     * Leaves copies of these attributes and extensions outside, for routers: whoever carries the event reads them.
     *
     * @throws IllegalArgumentException for {@code datacontenttype}, {@code dataschema} and {@code specversion}, which outside are the envelope's
     */
    public static SealedEvents showing(String... attributes) {
        Set<String> shown = new TreeSet<>(List.of(attributes));
        if (shown.stream().anyMatch(OF_THE_CONTENT::contains)) {
            throw new IllegalArgumentException("outside, datacontenttype and dataschema describe the envelope");
        }
        return new SealedEvents(shown);
    }

    /**
     * Seals an event.
     *
     * @param event the event as the application has it
     * @param draft for whom and for what context; its part and attributes are filled in here
     * @param seals what seals: {@code party::seal}
     */
    public Outcome<CloudEvent> seal(CloudEvent event, Draft draft, Function<Draft, Outcome<SealedMessage>> seals) {
        Map<String, String> shown = new TreeMap<>();
        for (String name : Attributes.names(event)) {
            String value = Attributes.text(event, name);
            draft.attribute(Attributes.key(event, name), value);
            if (outside.contains(name)) {
                shown.put(name, value);
            }
        }
        draft.attribute(OUTSIDE, String.join(" ", shown.keySet()));
        CloudEventData data = event.getData();
        byte[] bytes = data == null ? new byte[0] : data.toBytes();
        Piece piece = Piece.of(PART, Content.of(Bytes.of(bytes)));
        String type = event.getDataContentType();
        draft.part(type == null ? piece : piece.ofType(type));
        draft.attribute(HAS_DATA, data == null ? "no" : "yes");
        return seals.apply(draft).map(message -> carried(shown, message.envelope(), event));
    }

    private static CloudEvent carried(Map<String, String> shown, Bytes envelope, CloudEvent event) {
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(SOURCE)
                .withType(TYPE)
                .withDataContentType(DATA_CONTENT_TYPE)
                .withData(envelope.toArray());
        shown.keySet().forEach(name -> Attributes.put(builder, name, Attributes.value(event, name)));
        return builder.build();
    }

    /** Whether an event is one that travels sealed, by what it says of itself. */
    public static boolean isSealed(CloudEvent event) {
        return DATA_CONTENT_TYPE.equals(event.getDataContentType());
    }

    /** The envelope of an event that travels; {@code MALFORMED} when it has none. */
    public static Outcome<Bytes> envelope(CloudEvent event) {
        CloudEventData data = event.getData();
        return !isSealed(event) || data == null
                ? Outcome.bad(Problem.MALFORMED, "an event without an envelope")
                : Outcome.good(Bytes.of(data.toBytes()));
    }

    /**
     * The event that was inside: {@code NOT_AUTHENTIC} when a copy outside says something else than the inside, {@code MALFORMED} when there is no event
     * inside, {@code PART_WITHHELD} when its data is for others.
     *
     * @param carried the event as it came
     * @param opened what its envelope held
     */
    public static Outcome<CloudEvent> event(CloudEvent carried, Opened opened) {
        Map<String, String> inside = opened.attributes();
        Optional<Part> part = opened.part(PART);
        if (part.isEmpty() || !inside.containsKey(OUTSIDE)) {
            return Outcome.bad(Problem.MALFORMED, "there is no event in it");
        }
        return part.get()
                .fold(
                        readable -> built(carried, inside, readable.bytes()),
                        withheld -> Outcome.bad(Problem.PART_WITHHELD, PART));
    }

    private static Outcome<CloudEvent> built(CloudEvent carried, Map<String, String> inside, Bytes data) {
        try {
            CloudEventBuilder builder = CloudEventBuilder.fromSpecVersion(SpecVersion.V1);
            inside.forEach((key, value) -> Attributes.restore(builder, key, value));
            if ("yes".equals(inside.get(HAS_DATA))) {
                builder.withData(BytesCloudEventData.wrap(data.toArray()));
            }
            CloudEvent event = builder.build();
            return agree(carried, event, inside.getOrDefault(OUTSIDE, ""))
                    ? Outcome.good(event)
                    : Outcome.bad(Problem.NOT_AUTHENTIC, "what the event says outside is not what was sealed");
        } catch (CloudEventRWException | IllegalStateException | IllegalArgumentException notAnEvent) {
            return Outcome.bad(Problem.MALFORMED, "there is no event in it");
        }
    }

    /** Every copy the sender left outside is there and says the same; the required ones he did not leave say nothing. */
    private static boolean agree(CloudEvent carried, CloudEvent event, String names) {
        Set<String> shown = Set.of(names.isEmpty() ? new String[0] : names.split(" ", -1));
        for (String name : shown) {
            if (!Attributes.has(carried, name)
                    || !Attributes.text(carried, name).equals(Attributes.text(event, name))) {
                return false;
            }
        }
        for (String name : REQUIRED) {
            boolean tells = (name.equals("type") && !TYPE.equals(carried.getType()))
                    || (name.equals("source") && !SOURCE.equals(carried.getSource()));
            if (!shown.contains(name) && tells) {
                return false;
            }
        }
        return true;
    }

    /**
     * Opens an event that travels.
     *
     * @param opens what opens an envelope: {@code sealed -> party.open(sealed, "orders")}
     * @return the event and the message it came in, for its sender and {@link Opened#done()}; or the problem
     */
    public static Outcome<Received> open(CloudEvent carried, Function<Bytes, Opening> opens) {
        return envelope(carried)
                .then(bytes -> opens.apply(bytes)
                        .fold(
                                opened -> received(carried, opened),
                                notForMe -> Outcome.bad(Problem.NOT_FOR_ME, ""),
                                refused -> Outcome.bad(refused.problem(), ""),
                                unavailable -> Outcome.bad(unavailable.problem(), "")));
    }

    private static Outcome<Received> received(CloudEvent carried, Opened opened) {
        Outcome<Received> received = event(carried, opened).map(event -> new Received(event, opened));
        return received.fold(good -> received, bad -> {
            opened.release();
            return received;
        });
    }

    /**
     * An event that was opened.
     *
     * @param event built from the inside of the envelope alone
     * @param message who sent it, when, and whether it was handled: call {@link Opened#done()} after acting on it
     */
    public record Received(CloudEvent event, Opened message) {}
}

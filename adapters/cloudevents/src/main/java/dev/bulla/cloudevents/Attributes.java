// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cloudevents;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.types.Time;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Context attributes and extensions by name, and their way in and out of an envelope ({@code spec/cloudevents.md} §2): {@code ce.NAME} for a
 * string, {@code ce-KIND.NAME} for the other types of CloudEvents, in their canonical text.
 */
final class Attributes {
    private Attributes() {}

    /** The types of the specification's §3 that differ in an event, in the letters of the names inside. */
    private enum Kind {
        TEXT("ce."),
        INTEGER("ce-integer."),
        BOOLEAN("ce-boolean."),
        BINARY("ce-binary."),
        URI_REFERENCE("ce-uri."),
        TIMESTAMP("ce-timestamp.");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        static Kind of(Object value) {
            if (value instanceof Integer) {
                return INTEGER;
            }
            if (value instanceof Boolean) {
                return BOOLEAN;
            }
            if (value instanceof byte[]) {
                return BINARY;
            }
            if (value instanceof URI) {
                return URI_REFERENCE;
            }
            return value instanceof OffsetDateTime ? TIMESTAMP : TEXT;
        }
    }

    /** All that an event has, specversion left out. */
    static List<String> names(CloudEvent event) {
        List<String> names = new ArrayList<>();
        for (String name : event.getAttributeNames()) {
            if (!name.equals("specversion") && event.getAttribute(name) != null) {
                names.add(name);
            }
        }
        names.addAll(event.getExtensionNames());
        return names;
    }

    static boolean has(CloudEvent event, String name) {
        return find(event, name).isPresent();
    }

    static Object value(CloudEvent event, String name) {
        return find(event, name).orElseThrow(() -> new IllegalArgumentException("the event has no " + name));
    }

    private static Optional<Object> find(CloudEvent event, String name) {
        boolean context = event.getSpecVersion().getAllAttributes().contains(name);
        return Optional.ofNullable(context ? event.getAttribute(name) : event.getExtension(name));
    }

    /** The canonical text: the same for a value that a binding turned into a string. */
    static String text(CloudEvent event, String name) {
        Object value = value(event, name);
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof OffsetDateTime time ? Time.writeTime(time) : value.toString();
    }

    static String key(CloudEvent event, String name) {
        return Kind.of(value(event, name)).prefix + name;
    }

    static void put(CloudEventBuilder builder, String name, Object value) {
        switch (name) {
            case "id" -> builder.withId((String) value);
            case "source" -> builder.withSource((URI) value);
            case "type" -> builder.withType((String) value);
            case "subject" -> builder.withSubject((String) value);
            case "time" -> builder.withTime((OffsetDateTime) value);
            default -> extension(builder, name, value);
        }
    }

    private static void extension(CloudEventBuilder builder, String name, Object value) {
        if (value instanceof Integer number) {
            builder.withExtension(name, number);
        } else if (value instanceof Boolean truth) {
            builder.withExtension(name, truth);
        } else if (value instanceof byte[] bytes) {
            builder.withExtension(name, bytes);
        } else if (value instanceof URI uri) {
            builder.withExtension(name, uri);
        } else if (value instanceof OffsetDateTime time) {
            builder.withExtension(name, time);
        } else {
            builder.withExtension(name, (String) value);
        }
    }

    /** Puts one attribute of an envelope into the event it belongs to; the application's own are left alone. */
    static void restore(CloudEventBuilder builder, String key, String text) {
        for (Kind kind : Kind.values()) {
            if (key.startsWith(kind.prefix)) {
                restore(builder, kind, key.substring(kind.prefix.length()), text);
            }
        }
    }

    private static void restore(CloudEventBuilder builder, Kind kind, String name, String text) {
        switch (name) {
            case "id", "type", "subject" -> put(builder, name, text);
            case "source" -> put(builder, name, URI.create(text));
            case "time" -> put(builder, name, Time.parseTime(text));
            case "datacontenttype" -> builder.withDataContentType(text);
            case "dataschema" -> builder.withDataSchema(URI.create(text));
            default -> extension(builder, name, value(kind, text));
        }
    }

    private static Object value(Kind kind, String text) {
        return switch (kind) {
            case TEXT -> text;
            case INTEGER -> Integer.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case BINARY -> Base64.getDecoder().decode(text);
            case URI_REFERENCE -> URI.create(text);
            case TIMESTAMP -> Time.parseTime(text);
        };
    }
}

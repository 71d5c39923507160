// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What only recipients see about a message as a whole ({@code spec/envelope.md} §6).
 *
 * @param created milliseconds
 * @param expires milliseconds; negative when the sender set no end
 * @param context what the message is for; may be empty
 * @param contentType of the whole; may be empty
 * @param places the part table, in the order of the parts
 * @param addressees all recipients, ascending; empty when the sender does not say
 */
record Header(
        long created,
        long expires,
        String context,
        String contentType,
        List<Place> places,
        Map<String, String> attributes,
        Optional<Bytes> correlation,
        String replyContext,
        Optional<Trace> trace,
        List<Identifier> addressees) {
    private static final int CREATED = 1;
    private static final int EXPIRES = 2;
    private static final int CONTEXT = 3;
    private static final int CONTENT_TYPE = 4;
    private static final int PARTS = 5;
    private static final int ATTRIBUTES = 6;
    private static final int CORRELATION = 7;
    private static final int REPLY_CONTEXT = 8;
    private static final int TRACE = 9;
    private static final int ADDRESSEES = 10;
    /** How deep an entry that is not understood may be: the header itself is one of four levels. */
    private static final int UNKNOWN_DEPTH = 3;

    /** One row of the part table. */
    record Place(String name, int compartment) {}

    CborWriter encode() {
        CborWriter out = new CborWriter(256);
        out.map(2
                + present(expires >= 0)
                + present(!context.isEmpty())
                + present(!contentType.isEmpty())
                + present(!attributes.isEmpty())
                + present(correlation.isPresent())
                + present(!replyContext.isEmpty())
                + present(trace.isPresent())
                + present(!addressees.isEmpty()));
        out.unsigned(CREATED).unsigned(created);
        if (expires >= 0) {
            out.unsigned(EXPIRES).unsigned(expires);
        }
        text(out, CONTEXT, context);
        text(out, CONTENT_TYPE, contentType);
        out.unsigned(PARTS).array(places.size());
        places.forEach(place -> out.array(2).text(place.name()).unsigned(place.compartment()));
        if (!attributes.isEmpty()) {
            out.unsigned(ATTRIBUTES).map(attributes.size());
            inWireOrder(attributes).forEach((name, value) -> out.text(name).text(value));
        }
        correlation.ifPresent(digest -> out.unsigned(CORRELATION).bytes(digest.raw()));
        text(out, REPLY_CONTEXT, replyContext);
        trace.ifPresent(t -> out.unsigned(TRACE).array(2).text(t.parent()).text(t.state()));
        if (!addressees.isEmpty()) {
            out.unsigned(ADDRESSEES).array(addressees.size());
            addressees.forEach(addressee -> out.bytes(addressee.value().raw()));
        }
        return out;
    }

    private static int present(boolean field) {
        return field ? 1 : 0;
    }

    private static void text(CborWriter out, int key, String value) {
        if (!value.isEmpty()) {
            out.unsigned(key).text(value);
        }
    }

    /** Keys are ASCII, so bytewise order of their encodings is: shorter first, then alphabetical. */
    private static Map<String, String> inWireOrder(Map<String, String> attributes) {
        if (attributes.size() == 1) {
            return attributes;
        }
        Map<String, String> ordered = new TreeMap<>(Header::compareEncoded);
        ordered.putAll(attributes);
        return ordered;
    }

    private static int compareEncoded(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    static Header decode(byte[] encoded, int length, int compartments) {
        CborReader in = new CborReader(encoded, 0, length);
        Fields fields = new Fields();
        boolean first = true;
        boolean negative = false;
        long last = 0;
        for (int i = in.mapWithin(length); i > 0; i--) {
            boolean nowNegative = in.nextIsNegative();
            long key = in.argument(nowNegative);
            boolean after = nowNegative == negative ? Long.compareUnsigned(key, last) > 0 : nowNegative;
            Refusal.unless(first || after);
            first = false;
            negative = nowNegative;
            last = key;
            if (negative) {
                in.skip(UNKNOWN_DEPTH);
            } else {
                fields.read(key, in, compartments);
            }
        }
        in.expectEnd();
        return fields.header();
    }

    /** The fields met so far. */
    private static final class Fields {
        private long created = -1;
        private long expires = -1;
        private String context = "";
        private String contentType = "";
        private List<Place> places = List.of();
        private Map<String, String> attributes = Map.of();
        private Optional<Bytes> correlation = Optional.empty();
        private String replyContext = "";
        private Optional<Trace> trace = Optional.empty();
        private List<Identifier> addressees = List.of();

        void read(long key, CborReader in, int compartments) {
            switch (key < 0 ? 0 : (int) Math.min(key, Integer.MAX_VALUE)) {
                case CREATED -> created = in.unsigned(Statement.LATEST_MILLIS);
                case EXPIRES -> expires = in.unsigned(Statement.LATEST_MILLIS);
                case CONTEXT -> context = text128(in);
                case CONTENT_TYPE -> contentType = text128(in);
                case PARTS -> places = places(in, compartments);
                case ATTRIBUTES -> attributes = attributes(in);
                case CORRELATION ->
                    correlation = Optional.of(Bytes.owned(in.bytes(Limits.HASH_BYTES, Limits.HASH_BYTES)));
                case REPLY_CONTEXT -> replyContext = text128(in);
                case TRACE -> trace = Optional.of(trace(in));
                case ADDRESSEES -> addressees = addressees(in);
                default -> throw Refusal.malformed();
            }
        }

        Header header() {
            Refusal.unless(created >= 0 && !places.isEmpty());
            return new Header(
                    created,
                    expires,
                    context,
                    contentType,
                    places,
                    attributes,
                    correlation,
                    replyContext,
                    trace,
                    addressees);
        }
    }

    private static String text128(CborReader in) {
        String text = in.text(1, Names.MOST_BYTES);
        Refusal.unless(Names.text128(text));
        return text;
    }

    private static List<Place> places(CborReader in, int compartments) {
        int count = in.array(1, Limits.PARTS);
        List<Place> places = new ArrayList<>(count);
        Set<String> names = count == 1 ? Set.of() : new HashSet<>();
        for (int i = 0; i < count; i++) {
            in.array(2);
            String name = in.text(1, Names.MOST_BYTES);
            Refusal.unless(Names.token(name) && (count == 1 || names.add(name)));
            places.add(new Place(name, (int) in.unsigned(compartments - 1)));
        }
        return places;
    }

    private static Map<String, String> attributes(CborReader in) {
        Map<String, String> attributes = new LinkedHashMap<>();
        String last = "";
        for (int i = in.map(1, Limits.ATTRIBUTES); i > 0; i--) {
            String name = in.text(1, Names.MOST_BYTES);
            Refusal.unless(Names.token(name) && compareEncoded(name, last) > 0);
            String value = in.text(0, Limits.HEADER_BYTES);
            Refusal.unless(Names.withoutControls(value));
            attributes.put(name, value);
            last = name;
        }
        return Collections.unmodifiableMap(attributes);
    }

    private static Trace trace(CborReader in) {
        in.array(2);
        String parent = in.text(Trace.PARENT_BYTES, Trace.PARENT_BYTES);
        String state = in.text(0, Trace.MOST_STATE_BYTES);
        Refusal.unless(Trace.printable(parent) && Trace.printable(state));
        return new Trace(parent, state);
    }

    private static List<Identifier> addressees(CborReader in) {
        List<Identifier> addressees = new ArrayList<>();
        for (int i = in.array(1, Limits.SLOTS); i > 0; i--) {
            Identifier next = Identifier.owned(in.bytes(Identifier.BYTES, Identifier.BYTES));
            Refusal.unless(addressees.isEmpty() || next.compareTo(addressees.get(addressees.size() - 1)) > 0);
            addressees.add(next);
        }
        return addressees;
    }
}

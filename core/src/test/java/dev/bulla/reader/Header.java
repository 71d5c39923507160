// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.util.encoders.Hex;

/** The header (envelope.md §6), decoded. */
final class Header {
    final BigInteger created;
    final Optional<BigInteger> expires;
    final Optional<String> context;
    final Optional<String> contentType;
    final List<Place> table;
    final Map<String, String> attributes = new TreeMap<>();
    final Optional<byte[]> correlation;
    final Optional<String> replyContext;
    final Optional<String> traceparent;
    final List<String> addressees;

    /** A row of the part table. */
    record Place(String name, int compartment) {}

    private Header(Map<BigInteger, Item> known, int compartments) throws Refused {
        created = field(known, 1)
                .orElseThrow(() -> Refused.malformed("no created"))
                .time();
        Optional<Item> until = field(known, 2);
        expires = until.isPresent() ? Optional.of(until.get().time()) : Optional.empty();
        context = text128(known, 3);
        contentType = text128(known, 4);
        table = table(field(known, 5).orElseThrow(() -> Refused.malformed("no part table")), compartments);
        attributes(field(known, 6));
        Optional<Item> answered = field(known, 7);
        correlation = answered.isPresent() ? Optional.of(answered.get().bytes(32)) : Optional.empty();
        replyContext = text128(known, 8);
        traceparent = trace(field(known, 9));
        addressees = addressees(field(known, 10));
    }

    /** Unsigned keys are critical; negative ones are ignored, whatever they hold. */
    static Header parse(byte[] plain, int compartments) throws Refused {
        List<Item> items = StrictCbor.only(plain).map();
        Map<BigInteger, Item> known = new TreeMap<>();
        for (int i = 0; i < items.size(); i += 2) {
            Item key = items.get(i);
            if (key.kind() == Item.Kind.NEGATIVE) {
                continue;
            }
            BigInteger number = key.unsigned();
            if (number.signum() == 0 || number.compareTo(BigInteger.TEN) > 0) {
                throw Refused.malformed("critical key " + number);
            }
            known.put(number, items.get(i + 1));
        }
        return new Header(known, compartments);
    }

    private static Optional<Item> field(Map<BigInteger, Item> known, int key) {
        return Optional.ofNullable(known.get(BigInteger.valueOf(key)));
    }

    private static Optional<String> text128(Map<BigInteger, Item> known, int key) throws Refused {
        Optional<Item> item = field(known, key);
        return item.isPresent() ? Optional.of(item.get().plainText(1, 128)) : Optional.empty();
    }

    private static List<Place> table(Item item, int compartments) throws Refused {
        List<Place> places = new ArrayList<>();
        Set<String> names = new HashSet<>();
        if (item.array().size() > 256) {
            throw Refused.limit(item.array().size() + " rows");
        }
        for (Item row : item.array(1, 256)) {
            List<Item> fields = row.array(2);
            Place place = new Place(fields.get(0).token(), fields.get(1).unsigned(0, compartments - 1));
            if (!names.add(place.name())) {
                throw Refused.malformed("two parts of one name");
            }
            places.add(place);
        }
        return places;
    }

    private void attributes(Optional<Item> item) throws Refused {
        if (item.isEmpty()) {
            return;
        }
        List<Item> items = item.get().map();
        if (items.isEmpty()) {
            throw Refused.malformed("no attributes");
        }
        if (items.size() > 2 * 64) {
            throw Refused.limit(items.size() / 2 + " attributes");
        }
        for (int i = 0; i < items.size(); i += 2) {
            attributes.put(items.get(i).token(), items.get(i + 1).plainText(0, Integer.MAX_VALUE));
        }
    }

    private static Optional<String> trace(Optional<Item> item) throws Refused {
        if (item.isEmpty()) {
            return Optional.empty();
        }
        List<Item> fields = item.get().array(2);
        String parent = fields.get(0).printable(55, 55);
        fields.get(1).printable(0, 512);
        return Optional.of(parent);
    }

    private static List<String> addressees(Optional<Item> item) throws Refused {
        if (item.isEmpty()) {
            return List.of();
        }
        List<String> identifiers = new ArrayList<>();
        byte[] last = {};
        for (Item each : item.get().array(1, 1024)) {
            byte[] identifier = each.bytes(32);
            if (Arrays.compareUnsigned(last, identifier) >= 0) {
                throw Refused.malformed("addressees do not ascend");
            }
            last = identifier;
            identifiers.add(Hex.toHexString(identifier));
        }
        return identifiers;
    }
}

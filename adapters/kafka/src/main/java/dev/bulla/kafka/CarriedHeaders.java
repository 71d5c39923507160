// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Opened;
import dev.bulla.core.Proof;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Headers that are sealed inside as attributes {@code header.NAME}, and on opening taken from there only: whatever stands outside under such a name, or under
 * one that begins with {@code bulla-}, goes. The copy outside stays, for routing; it is in the clear.
 *
 * <p>A value that is no plain text is written as {@code base64:…}. Immutable.
 */
final class CarriedHeaders {
    private static final String INSIDE = "header.";
    private static final String OWN = "bulla-";
    private static final String BASE64 = "base64:";

    private final List<String> names;

    CarriedHeaders(List<String> names) {
        this.names = names;
    }

    void seal(Headers outside, Draft draft) {
        for (String name : names) {
            Iterator<Header> found = outside.headers(name).iterator();
            if (!found.hasNext()) {
                continue;
            }
            byte[] value = found.next().value();
            if (found.hasNext()) {
                throw new IllegalArgumentException("header " + name + " stands there twice; one is carried");
            }
            if (value == null) {
                throw new IllegalArgumentException("header " + name + " has no value to be carried");
            }
            draft.attribute(INSIDE + name, written(Bytes.of(value)));
        }
    }

    void open(Opened inside, Headers outside) {
        for (Header header : outside.toArray()) {
            if (header.key().startsWith(OWN) || names.contains(header.key())) {
                outside.remove(header.key());
            }
        }
        for (Map.Entry<String, String> attribute : inside.attributes().entrySet()) {
            if (attribute.getKey().startsWith(INSIDE)) {
                String name = attribute.getKey().substring(INSIDE.length());
                outside.remove(name);
                if (!name.startsWith(OWN)) {
                    outside.add(name, read(attribute.getValue()));
                }
            }
        }
        outside.add(BullaProperties.SENDER_HEADER, utf8(inside.sender().name()));
        outside.add(
                BullaProperties.SENDER_ID_HEADER,
                utf8(inside.sender().identifier().toString()));
        outside.add(
                BullaProperties.CREATED_HEADER,
                utf8(Long.toString(inside.created().toEpochMilli())));
        if (inside.proof() != Proof.PAIRWISE) {
            outside.add(BullaProperties.DIGEST_HEADER, utf8(inside.digest().hex()));
        }
    }

    /** Puts the headers back as they were. */
    static void restore(Headers headers, Header[] before) {
        for (Header header : headers.toArray()) {
            headers.remove(header.key());
        }
        for (Header header : before) {
            headers.add(header);
        }
    }

    private static String written(Bytes value) {
        if (value.isText()) {
            String text = value.text();
            if (!text.startsWith(BASE64) && text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        }
        return BASE64 + Base64.getEncoder().encodeToString(value.toArray());
    }

    /** Text of a sender who writes attributes by another way is taken as it is. */
    private static byte[] read(String text) {
        if (text.startsWith(BASE64)) {
            try {
                return Base64.getDecoder().decode(text.substring(BASE64.length()));
            } catch (IllegalArgumentException notBase64) {
                return utf8(text);
            }
        }
        return utf8(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

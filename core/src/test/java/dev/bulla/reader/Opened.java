// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.util.encoders.Hex;

/** Everything learnt from an envelope that opened. Parts come in their order; a withheld part is empty. */
record Opened(Epoch epoch, int counter, String digest, Header header, Map<String, Optional<PartContent>> parts) {
    private static final String[] KINDS = {"signature", "batch", "pairwise"};

    /** The lines of a vector that say so (vectors/README.md). */
    Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("suite", Integer.toString(epoch.core.suite.id));
        lines.put("sender", Hex.toHexString(epoch.sender));
        lines.put("statement", epoch.statement.toString());
        lines.put("kind", KINDS[epoch.kind]);
        lines.put("epoch-id", Hex.toHexString(epoch.core.id));
        lines.put("counter", Integer.toString(counter));
        lines.put("digest", digest);
        lines.put("created", header.created.toString());
        put(lines, "expires", header.expires.map(BigInteger::toString));
        put(lines, "got-context", header.context);
        put(lines, "content-type", header.contentType);
        put(lines, "correlation", header.correlation.map(Hex::toHexString));
        put(lines, "reply-context", header.replyContext);
        put(lines, "traceparent", header.traceparent);
        header.attributes.forEach((name, value) -> lines.put("attribute " + name, value));
        parts.forEach((name, part) ->
                lines.put("part " + name, part.map(Opened::describe).orElse("withheld")));
        return lines;
    }

    private static void put(Map<String, String> lines, String key, Optional<String> value) {
        value.ifPresent(present -> lines.put(key, present));
    }

    private static String describe(PartContent part) {
        String type = part.mediaType.isEmpty() ? "-" : part.mediaType;
        return type + " " + part.content.length + " " + Hex.toHexString(Notation.sha256(part.content));
    }
}

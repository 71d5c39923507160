// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Statement;
import dev.bulla.core.Suite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The key ids of {@code spec/envelope.md} §4: what a slot of an envelope points at. */
final class KeyIds {
    private static final byte[] LABEL = "bulla/1 kem key\0".getBytes(StandardCharsets.US_ASCII);
    private static final int BRIEF_DIGITS = 8;

    private KeyIds() {}

    /** The ids of the keys a statement opens with, by suite. */
    static Map<Suite, String> of(Statement statement) {
        Map<Suite, String> ids = new LinkedHashMap<>();
        for (Suite suite : Suite.values()) {
            Bytes key = statement.opens().contains(suite) ? statement.kemKeys().get(suite.kem()) : null;
            if (key != null) {
                ids.put(suite, id(suite, key));
            }
        }
        return ids;
    }

    /** A few digits for people of the first key of a card's head; of the identifier when the identity is closed. */
    static String brief(Card card) {
        return of(card.head()).values().stream()
                .findFirst()
                .orElse(card.identifier().toString())
                .substring(0, BRIEF_DIGITS);
    }

    private static String id(Suite suite, Bytes key) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(LABEL);
            hash.update(suite.id());
            hash.update(key.buffer());
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}

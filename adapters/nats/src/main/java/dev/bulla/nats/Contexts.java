// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The context that binds a value to its place: {@code kv:BUCKET:KEY}, or with the digest of both where that is too long for a context. */
final class Contexts {
    private static final int MOST_BYTES = 128;

    private Contexts() {}

    static String of(String kind, String bucket, String name) {
        // A bucket's name has no colon, so no two places have one context.
        String context = kind + ":" + bucket + ":" + name;
        byte[] bytes = context.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MOST_BYTES) {
            return context;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return kind + "::" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }
}

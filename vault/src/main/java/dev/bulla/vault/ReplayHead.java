// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Identifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The head of one window's file ({@code spec/home.md} §8). 96 bytes.
 *
 * @param keepUntilMillis when the file may be removed
 * @param sender who made the epoch
 * @param key which epoch, for which own identity
 */
record ReplayHead(long keepUntilMillis, Identifier sender, Bytes key) {
    static final int BYTES = 96;

    private static final byte[] START = {'b', 'u', 'l', 'r', 1, 0, 0, 0};
    private static final byte[] LABEL = "bulla/1 replay window\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SUMMED_BYTES = 80;
    private static final int SENDER_DIGITS = 16;
    private static final Pattern FILE_NAME = Pattern.compile("[0-9a-f]{" + SENDER_DIGITS + "}-[0-9a-f]{64}");

    static ReplayHead of(Identifier own, Identifier sender, Bytes epochId, long keepUntilMillis) {
        MessageDigest hash = sha256();
        hash.update(LABEL);
        hash.update(own.value().buffer());
        hash.update(epochId.buffer());
        return new ReplayHead(keepUntilMillis, sender, Bytes.of(hash.digest()));
    }

    /** Decodes a head; empty for anything but the one encoding. */
    static Optional<ReplayHead> decode(byte[] head) {
        ByteBuffer in = ByteBuffer.wrap(head);
        byte[] sum = Arrays.copyOf(sha256().digest(Arrays.copyOf(head, SUMMED_BYTES)), BYTES - SUMMED_BYTES);
        if (!Arrays.equals(START, Arrays.copyOf(head, START.length))
                || !Arrays.equals(sum, Arrays.copyOfRange(head, SUMMED_BYTES, BYTES))) {
            return Optional.empty();
        }
        long keepUntil = in.getLong(START.length);
        return Optional.of(new ReplayHead(
                keepUntil, new Identifier(Bytes.of(head, 16, Identifier.BYTES)), Bytes.of(head, 48, 32)));
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        out.put(START).putLong(keepUntilMillis).put(sender.value().toArray()).put(key.toArray());
        out.put(sha256().digest(Arrays.copyOf(out.array(), SUMMED_BYTES)), 0, BYTES - SUMMED_BYTES);
        return out.array();
    }

    /** The name of the file. */
    String fileName() {
        return senderOf(sender.toString()) + "-" + key.hex();
    }

    /** The part of a file's name that tells the sender. */
    static String senderOf(String fileName) {
        return fileName.substring(0, SENDER_DIGITS);
    }

    /** Whether a file is a window, by its name. */
    static boolean isFileName(String name) {
        return FILE_NAME.matcher(name).matches();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }
}

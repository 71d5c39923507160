// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Seals what is kept at rest under one root key, each time for a stated purpose and place.
 *
 * <p>Bytes ({@code spec/home.md} §3): salt 32, ciphertext, tag 16. The key of each sealing is derived from the root key, the label and
 * the random salt and used once, so any number of files may be sealed. At most {@value #MOST_BYTES} bytes. Closing it wipes the root
 * key. Safe for use by many threads.
 */
public final class Lockbox implements AutoCloseable {
    /** The size of a root key, and of a stretched passphrase. */
    public static final int ROOT_BYTES = 32;
    /** How much longer the sealed bytes are. */
    public static final int OVERHEAD_BYTES = 48;
    /** The largest plaintext. */
    public static final int MOST_BYTES = 1 << 24;
    /** How long the record of a verified card is. */
    public static final int RECORD_BYTES = 32;

    private static final String RECORD_LABEL = "bulla/1 home verified card";
    private static final int SALT_BYTES = 32;
    private static final int LEAST_SALT_BYTES = 16;

    private final Secret root;

    private Lockbox(Secret root) {
        this.root = root;
    }

    /** A box with this root key of {@value #ROOT_BYTES} bytes, which now belongs to it. */
    public static Lockbox of(Secret root) {
        if (root.size() != ROOT_BYTES) {
            throw new IllegalArgumentException("a root key is " + ROOT_BYTES + " bytes, not " + root.size());
        }
        return new Lockbox(root);
    }

    /**
     * A key out of a passphrase, slowly: Argon2id version 1.3 (RFC 9106) of its UTF-8 bytes.
     *
     * @param salt at least 16 bytes
     */
    public static Secret stretch(char[] passphrase, Bytes salt, int memoryKiB, int iterations, int parallelism) {
        if (salt.size() < LEAST_SALT_BYTES || iterations < 1 || parallelism < 1 || memoryKiB < 8 * parallelism) {
            throw new IllegalArgumentException("these parameters are outside those of Argon2id");
        }
        // three bytes are the most one char takes, and no buffer grows unwiped
        byte[] room = new byte[3 * passphrase.length];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(passphrase), encoded, true);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        try {
            return Secret.owned(
                    Primitives.best().argon2id(bytes, salt.raw(), memoryKiB, iterations, parallelism, ROOT_BYTES));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Seals a plaintext.
     *
     * @param label what it is, in ASCII
     * @param associated what has to be the same again on opening
     */
    public Bytes seal(String label, Bytes associated, Secret plaintext, Randomness randomness) {
        if (plaintext.size() > MOST_BYTES) {
            throw new IllegalArgumentException("at most " + MOST_BYTES + " bytes are sealed at once");
        }
        byte[] salt = new byte[SALT_BYTES];
        randomness.fill(salt);
        byte[] key = key(label, salt);
        byte[] plain = plaintext.expose();
        try {
            return Bytes.owned(Framing.join(
                    salt, Primitives.best().gcm().seal(key, new byte[Gcm.NONCE_BYTES], associated.raw(), plain)));
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Opens it again; empty when it is not what was sealed under this root key with this label and associated data. */
    public Optional<Secret> open(String label, Bytes associated, Bytes sealed) {
        if (sealed.size() < OVERHEAD_BYTES || sealed.size() > MOST_BYTES + OVERHEAD_BYTES) {
            return Optional.empty();
        }
        byte[] ciphertext = Arrays.copyOfRange(sealed.raw(), SALT_BYTES, sealed.size());
        byte[] key = key(label, Arrays.copyOf(sealed.raw(), SALT_BYTES));
        try {
            byte[] plain = Primitives.best().gcm().open(key, new byte[Gcm.NONCE_BYTES], associated.raw(), ciphertext);
            return Optional.ofNullable(plain).map(Secret::owned);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** The record that this card was verified, {@value #RECORD_BYTES} bytes: for {@link Card#decode(Bytes, Lockbox, Bytes)}. */
    public Bytes remember(Card card) {
        return Bytes.owned(record(card.encoded().raw()));
    }

    /** Whether this is the record of exactly these bytes by this root key and by the rules of today. */
    boolean remembers(byte[] card, Bytes record) {
        return MessageDigest.isEqual(record(card), record.raw());
    }

    private byte[] record(byte[] card) {
        byte[] prk = root.expose();
        try {
            byte[] digest = Primitives.best().sha256(card);
            byte[] info = Framing.join(Framing.label(RECORD_LABEL), new byte[] {Card.RULES}, digest);
            return Primitives.best().hkdfExpand(prk, info, RECORD_BYTES);
        } finally {
            Arrays.fill(prk, (byte) 0);
        }
    }

    private byte[] key(String label, byte[] salt) {
        byte[] prk = root.expose();
        try {
            return Primitives.best().hkdfExpand(prk, Framing.join(Framing.label(label), salt), GcmKey.BYTES);
        } finally {
            Arrays.fill(prk, (byte) 0);
        }
    }

    @Override
    public void close() {
        root.close();
    }
}

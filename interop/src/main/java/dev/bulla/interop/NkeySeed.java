// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Bytes;
import dev.bulla.core.Curve25519;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.Secret;
import java.util.Arrays;
import java.util.Optional;

/**
 * The private half of an nkey ({@code spec/nkeys.md} §2), written as 58 characters such as {@code SUAK…}.
 *
 * <p>Never the key of a Bulla identity: {@link #sign} signs what a server chose. Prints as its public key. Closing it wipes the seed; using
 * it then throws {@link IllegalStateException}. Safe for use by many threads.
 */
public final class NkeySeed implements AutoCloseable {
    /** The size of a seed's text. */
    public static final int TEXT_LENGTH = 58;

    private static final int MARK = 0x90;
    private static final int PAYLOAD_BYTES = 2 + Curve25519.KEY_BYTES;

    private final Secret raw;
    private final Nkey publicKey;

    private NkeySeed(NkeyRole role, Secret raw) {
        this.raw = raw;
        publicKey = Nkey.trusted(role, role.signs() ? Curve25519.signingKey(raw) : Curve25519.agreementKey(raw));
    }

    /** A fresh one. */
    public static NkeySeed generate(NkeyRole role, Randomness random) {
        return new NkeySeed(role, Secret.generate(Curve25519.KEY_BYTES, random));
    }

    /** Reads a seed's text, ASCII; {@link Problem#MALFORMED} when it is none. The text stays the caller's, to be closed. */
    public static Outcome<NkeySeed> parse(Secret text) {
        byte[] characters = text.expose();
        byte[] payload = NkeyText.decode(characters, PAYLOAD_BYTES);
        Arrays.fill(characters, (byte) 0);
        if (payload == null) {
            return malformed();
        }
        try {
            boolean marked = (payload[0] & 0xf8) == MARK && (payload[1] & 7) == 0;
            Optional<NkeyRole> role = NkeyRole.of((payload[0] & 7) << 5 | (payload[1] & 0xff) >>> 3);
            if (!marked || role.isEmpty()) {
                return malformed();
            }
            byte[] raw = Arrays.copyOfRange(payload, 2, payload.length);
            try {
                return Outcome.good(new NkeySeed(role.get(), Secret.of(raw)));
            } finally {
                Arrays.fill(raw, (byte) 0);
            }
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
    }

    /** What it is for. */
    public NkeyRole role() {
        return publicKey.role();
    }

    /** Its public key. */
    public Nkey publicKey() {
        return publicKey;
    }

    /** Its text, ASCII. The caller closes it. */
    public Secret text() {
        int prefix = role().prefix();
        byte[] payload = new byte[PAYLOAD_BYTES];
        payload[0] = (byte) (MARK | prefix >> 5);
        payload[1] = (byte) ((prefix & 0x1f) << 3);
        byte[] bare = raw.expose();
        System.arraycopy(bare, 0, payload, 2, bare.length);
        byte[] text = NkeyText.encode(payload);
        try {
            return Secret.of(text);
        } finally {
            Arrays.fill(bare, (byte) 0);
            Arrays.fill(payload, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * Signs the bytes as they are, such as the nonce of a server (§6): 64 bytes of Ed25519.
     *
     * @throws IllegalArgumentException when it is a curve key, which signs nothing
     */
    public Bytes sign(Bytes message) {
        if (!role().signs()) {
            throw new IllegalArgumentException("a curve key signs nothing");
        }
        return Curve25519.sign(raw, message);
    }

    /** The scalar of a curve key, a copy that the caller closes. */
    Secret scalar() {
        byte[] bare = raw.expose();
        try {
            return Secret.of(bare);
        } finally {
            Arrays.fill(bare, (byte) 0);
        }
    }

    private static Outcome<NkeySeed> malformed() {
        return Outcome.bad(Problem.MALFORMED, "this is no seed of an nkey");
    }

    @Override
    public void close() {
        raw.close();
    }

    @Override
    public String toString() {
        return "NkeySeed(" + publicKey + ")";
    }
}

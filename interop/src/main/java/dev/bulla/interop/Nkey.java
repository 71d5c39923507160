// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Bytes;
import dev.bulla.core.Curve25519;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A public nkey ({@code spec/nkeys.md} §2): a role and 32 bytes, written as 56 characters such as {@code UD466L6E…}.
 *
 * <p>One that exists passed §3: its text is the only one, its point is one that an honest seed has. Prints as its text. Immutable.
 */
public final class Nkey {
    /** The size of a public key's text. */
    public static final int TEXT_LENGTH = 56;

    private static final int PAYLOAD_BYTES = 1 + Curve25519.KEY_BYTES;

    private final NkeyRole role;
    private final Bytes raw;
    private final String text;

    private Nkey(NkeyRole role, Bytes raw, String text) {
        this.role = role;
        this.raw = raw;
        this.text = text;
    }

    /** Reads a public key; {@link Problem#MALFORMED} when it is none. */
    public static Outcome<Nkey> parse(String text) {
        byte[] payload = text.length() == TEXT_LENGTH
                ? NkeyText.decode(text.getBytes(StandardCharsets.US_ASCII), PAYLOAD_BYTES)
                : null;
        if (payload == null) {
            return malformed();
        }
        Optional<NkeyRole> role = NkeyRole.of(payload[0] & 0xff);
        Bytes raw = Bytes.of(payload, 1, Curve25519.KEY_BYTES);
        return role.filter(known -> acceptable(known, raw))
                .map(known -> Outcome.good(new Nkey(known, raw, text)))
                .orElseGet(Nkey::malformed);
    }

    /** The key of raw bytes; {@link Problem#MALFORMED} when no honest seed has it. */
    public static Outcome<Nkey> of(NkeyRole role, Bytes raw) {
        return acceptable(role, raw) ? Outcome.good(trusted(role, raw)) : malformed();
    }

    /** A key that was computed from a seed. */
    static Nkey trusted(NkeyRole role, Bytes raw) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        payload[0] = (byte) role.prefix();
        System.arraycopy(raw.toArray(), 0, payload, 1, Curve25519.KEY_BYTES);
        return new Nkey(role, raw, new String(NkeyText.encode(payload), StandardCharsets.US_ASCII));
    }

    /** What it is for. */
    public NkeyRole role() {
        return role;
    }

    /** The bare 32 bytes: an Ed25519 key, or for {@link NkeyRole#CURVE} an X25519 key. */
    public Bytes raw() {
        return raw;
    }

    /** Its text, 56 characters. */
    public String text() {
        return text;
    }

    /**
     * Whether the signature is this key's over the bytes as they are.
     *
     * @throws IllegalArgumentException when it is a curve key, which signs nothing
     */
    public boolean verify(Bytes message, Bytes signature) {
        if (!role.signs()) {
            throw new IllegalArgumentException("a curve key signs nothing");
        }
        return Curve25519.verify(raw, message, signature);
    }

    private static boolean acceptable(NkeyRole role, Bytes raw) {
        return role.signs() ? Curve25519.isSigningKey(raw) : Curve25519.isAgreementKey(raw);
    }

    private static <T> Outcome<T> malformed() {
        return Outcome.bad(Problem.MALFORMED, "this is no public nkey");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Nkey nkey && text.equals(nkey.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

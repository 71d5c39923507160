// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Bytes;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JWT of a NATS user ({@code spec/nkeys.md} §7): what its issuer says of a user key.
 *
 * <p>One that exists is well-formed and was signed by {@link #issuer()}. Whether the issuer may speak for anyone, and whether it is time, is for
 * others to decide. Prints as its subject only, since a server may take some JWTs without a signature. Immutable.
 */
public final class NatsUserJwt {
    /** The longest that is read. */
    public static final int MOST_BYTES = 1 << 16;

    private static final Map<String, Object> HEADER = Map.of("typ", "JWT", "alg", "ed25519-nkey");

    private final String text;
    private final Nkey issuer;
    private final Nkey subject;
    private final Optional<Nkey> issuerAccount;
    private final String id;
    private final String name;
    private final Instant issued;
    private final Optional<Instant> expires;

    private NatsUserJwt(String text, Nkey issuer, Map<String, Object> claims, Map<String, Object> nats) {
        this.text = text;
        this.issuer = issuer;
        subject = key(claims, "sub", NkeyRole.USER);
        issuerAccount = nats.containsKey("issuer_account")
                ? Optional.of(key(nats, "issuer_account", NkeyRole.ACCOUNT))
                : Optional.empty();
        id = of(claims, "jti", String.class).orElse("");
        name = of(claims, "name", String.class).orElse("");
        issued = time(claims, "iat").orElseThrow(NotOne::new);
        expires = time(claims, "exp").filter(end -> end.getEpochSecond() != 0);
        if (!of(nats, "type", String.class).equals(Optional.of("user"))
                || !of(nats, "version", Long.class).equals(Optional.of(2L))) {
            throw new NotOne();
        }
    }

    /** Reads a JWT: {@link Problem#MALFORMED} or {@link Problem#NOT_AUTHENTIC} when it is none. */
    public static Outcome<NatsUserJwt> parse(String text) {
        if (text.length() > MOST_BYTES) {
            return malformed();
        }
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.size() != 3) {
            return malformed();
        }
        try {
            if (!object(parts.get(0)).equals(HEADER)) {
                return malformed();
            }
            Map<String, Object> claims = object(parts.get(1));
            Bytes signature = Bytes.of(base64(parts.get(2)));
            Nkey issuer = key(claims, "iss", NkeyRole.ACCOUNT);
            Map<String, Object> nats = nats(claims);
            NatsUserJwt jwt = new NatsUserJwt(text, issuer, claims, nats);
            Bytes signed = Bytes.utf8(parts.get(0) + "." + parts.get(1));
            return issuer.verify(signed, signature)
                    ? Outcome.good(jwt)
                    : Outcome.bad(Problem.NOT_AUTHENTIC, "the JWT was not signed by its issuer");
        } catch (NotOne refused) {
            return malformed();
        }
    }

    /** Its text, as it was read. */
    public String text() {
        return text;
    }

    /** Who signed it: an account's key, or a signing key of {@link #issuerAccount()}. */
    public Nkey issuer() {
        return issuer;
    }

    /** The user it is about. */
    public Nkey subject() {
        return subject;
    }

    /** The account, when the issuer says that it is only a signing key of it. */
    public Optional<Nkey> issuerAccount() {
        return issuerAccount;
    }

    /** Its identifier; may be empty. */
    public String id() {
        return id;
    }

    /** What the issuer calls the user; may be empty. */
    public String name() {
        return name;
    }

    /** When it was made, in seconds. */
    public Instant issued() {
        return issued;
    }

    /** When it ends; empty means never. */
    public Optional<Instant> expires() {
        return expires;
    }

    private static Map<String, Object> object(String part) {
        return JsonReader.object(base64(part)).orElseThrow(NotOne::new);
    }

    @SuppressWarnings("unchecked") // the reader makes no other maps
    private static Map<String, Object> nats(Map<String, Object> claims) {
        return (Map<String, Object>) of(claims, "nats", Map.class).orElseThrow(NotOne::new);
    }

    /** Only what an encoder would write: no padding, no bits after the last byte. */
    private static byte[] base64(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part.getBytes(StandardCharsets.UTF_8));
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                throw new NotOne();
            }
            return bytes;
        } catch (IllegalArgumentException notBase64) {
            throw new NotOne();
        }
    }

    private static Nkey key(Map<String, Object> claims, String name, NkeyRole role) {
        String text = of(claims, name, String.class).orElseThrow(NotOne::new);
        Nkey key = Nkey.parse(text).fold(good -> good.value(), bad -> {
            throw new NotOne();
        });
        if (key.role() != role) {
            throw new NotOne();
        }
        return key;
    }

    private static Optional<Instant> time(Map<String, Object> claims, String name) {
        return of(claims, name, Long.class).map(seconds -> {
            if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
                throw new NotOne();
            }
            return Instant.ofEpochSecond(seconds);
        });
    }

    private static <T> Optional<T> of(Map<String, Object> members, String name, Class<T> type) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new NotOne();
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private static Outcome<NatsUserJwt> malformed() {
        return Outcome.bad(Problem.MALFORMED, "this is no JWT of a NATS user");
    }

    @Override
    public String toString() {
        return "NatsUserJwt(" + subject + ")";
    }

    /** Ends the reading. */
    private static final class NotOne extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotOne() {
            super(null, null, false, false);
        }
    }
}

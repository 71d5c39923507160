// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the {@code nats} command connects to a server: one of its contexts ({@code spec/nkeys.md} §8). Files it names are not opened.
 *
 * <p>Closing it wipes its secrets. Prints as its name. Safe for use by many threads.
 */
public final class NatsContext implements AutoCloseable {
    /** The longest file that is read. */
    public static final int MOST_BYTES = 1 << 20;

    private static final Set<String> SECRETS = Set.of("token", "password", "user_jwt", "user_seed");
    private static final Set<String> TEXTS = Set.of(
            "description",
            "url",
            "socks_proxy",
            "user",
            "creds",
            "nkey",
            "cert",
            "key",
            "ca",
            "inbox_prefix",
            "jetstream_domain");

    private final String name;
    private final Map<String, String> texts;
    private final Map<String, Secret> secrets;
    private final boolean tlsFirst;

    private NatsContext(String name, Map<String, String> texts, Map<String, Secret> secrets, boolean tlsFirst) {
        this.name = name;
        this.texts = Map.copyOf(texts);
        this.secrets = Map.copyOf(secrets);
        this.tlsFirst = tlsFirst;
    }

    /** Reads the JSON of a context; {@link Problem#MALFORMED} when it is none. The JSON stays the caller's. */
    public static Outcome<NatsContext> parse(String name, Secret json) {
        byte[] bytes = json.expose();
        Optional<Map<String, Object>> read = bytes.length > MOST_BYTES ? Optional.empty() : JsonReader.object(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (read.isEmpty()) {
            return malformed(name, "no JSON object");
        }
        Map<String, Object> members = read.get();
        for (String each :
                Stream.concat(SECRETS.stream(), TEXTS.stream()).sorted().toList()) {
            if (members.containsKey(each) && !(members.get(each) instanceof String)) {
                return malformed(name, each + " is no text");
            }
        }
        if (members.containsKey("tls_first") && !(members.get("tls_first") instanceof Boolean)) {
            return malformed(name, "tls_first is neither true nor false");
        }
        Map<String, String> texts = new HashMap<>();
        Map<String, Secret> secrets = new HashMap<>();
        members.forEach((member, value) -> {
            if (!"".equals(value) && TEXTS.contains(member)) {
                texts.put(member, value.toString());
            } else if (!"".equals(value) && SECRETS.contains(member)) {
                secrets.put(member, Secret.of(value.toString().getBytes(StandardCharsets.UTF_8)));
            }
        });
        return Outcome.good(new NatsContext(name, texts, secrets, Boolean.TRUE.equals(members.get("tls_first"))));
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** What it is for, in its owner's words. */
    public Optional<String> description() {
        return text("description");
    }

    /** The addresses of servers, in order; may be empty. */
    public List<String> servers() {
        return text("url").stream()
                .flatMap(urls -> Stream.of(urls.split(",", -1)))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .toList();
    }

    /** The address of a SOCKS proxy. */
    public Optional<String> socksProxy() {
        return text("socks_proxy");
    }

    /** The name of a user. */
    public Optional<String> user() {
        return text("user");
    }

    /** The password of {@link #user()}, UTF-8. It is closed with this. */
    public Optional<Secret> password() {
        return secret("password");
    }

    /** A token, UTF-8. It is closed with this. */
    public Optional<Secret> token() {
        return secret("token");
    }

    /** The file of {@link NatsCreds}. */
    public Optional<String> credsFile() {
        return text("creds");
    }

    /** The file of a user's {@link NkeySeed}. */
    public Optional<String> nkeyFile() {
        return text("nkey");
    }

    /** The text of a {@link NatsUserJwt}. It is closed with this. */
    public Optional<Secret> userJwt() {
        return secret("user_jwt");
    }

    /** The text of a {@link NkeySeed}. It is closed with this. */
    public Optional<Secret> userSeed() {
        return secret("user_seed");
    }

    /** The file of the client's certificate. */
    public Optional<String> certificateFile() {
        return text("cert");
    }

    /** The file of the key of {@link #certificateFile()}. */
    public Optional<String> keyFile() {
        return text("key");
    }

    /** The file of the certificates that servers are checked against. */
    public Optional<String> authoritiesFile() {
        return text("ca");
    }

    /** What the subjects of replies begin with. */
    public Optional<String> inboxPrefix() {
        return text("inbox_prefix");
    }

    /** The JetStream domain. */
    public Optional<String> jetStreamDomain() {
        return text("jetstream_domain");
    }

    /** Whether TLS begins before the server says anything. */
    public boolean tlsFirst() {
        return tlsFirst;
    }

    private Optional<String> text(String member) {
        return Optional.ofNullable(texts.get(member));
    }

    private Optional<Secret> secret(String member) {
        return Optional.ofNullable(secrets.get(member));
    }

    private static Outcome<NatsContext> malformed(String name, String why) {
        return Outcome.bad(Problem.MALFORMED, "the context " + name + ": " + why);
    }

    @Override
    public void close() {
        secrets.values().forEach(Secret::close);
    }

    @Override
    public String toString() {
        return "NatsContext(" + name + ")";
    }
}

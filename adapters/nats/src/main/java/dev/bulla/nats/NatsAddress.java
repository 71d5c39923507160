// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers of a NATS cluster listen, and who asks: {@code nats://[user@]host[:4222][,host[:port]..]} or {@code tls://..}, and after a
 * {@code ?} any of {@code ca=FILE}, {@code creds=FILE}, {@code nkey=FILE}, {@code stream=NAME}, {@code durable=NAME}, with {@code &} between.
 *
 * <p>A password in the text is refused: texts end in logs and process lists. It comes from {@link NatsOptions}. Immutable.
 */
public final class NatsAddress {
    private static final int PORT = 4222;
    private static final Set<String> WORDS = Set.of("ca", "creds", "nkey", "stream", "durable");

    private final boolean tls;
    private final Optional<String> user;
    private final List<URI> servers;
    private final Map<String, String> query;

    private NatsAddress(boolean tls, Optional<String> user, List<URI> servers, Map<String, String> query) {
        this.tls = tls;
        this.user = user;
        this.servers = List.copyOf(servers);
        this.query = query;
    }

    /**
     * Reads an address. The query may name {@code ca}, a PEM file with the only authorities the servers' certificates may come from;
     * {@code creds} or {@code nkey}, a file to sign in with; {@code stream}, the stream that keeps the subjects; and {@code durable}, the
     * consumer under which the servers keep what comes while nobody receives.
     *
     * @throws IllegalArgumentException when it is not such an address, or holds a password
     */
    public static NatsAddress parse(String text) {
        int slashes = text.indexOf("://");
        String scheme = slashes < 0 ? "" : text.substring(0, slashes).toLowerCase(java.util.Locale.ROOT);
        if (!scheme.equals("nats") && !scheme.equals("tls")) {
            throw new IllegalArgumentException("a NATS address starts with nats:// or tls://");
        }
        String rest = text.substring(slashes + 3);
        int mark = rest.indexOf('?');
        String hosts = mark < 0 ? rest : rest.substring(0, mark);
        int at = hosts.lastIndexOf('@');
        if (hosts.substring(0, Math.max(at, 0)).indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "no password in an address; set " + NatsOptions.PASSWORD_VARIABLE + " or give it in the options");
        }
        Optional<String> user = at < 0
                ? Optional.empty()
                : Optional.of(URLDecoder.decode(hosts.substring(0, at), StandardCharsets.UTF_8));
        List<URI> servers = new ArrayList<>();
        for (String host : hosts.substring(at + 1).split(",", -1)) {
            servers.add(server(scheme, host));
        }
        NatsAddress address =
                new NatsAddress(scheme.equals("tls"), user, servers, query(mark < 0 ? null : rest.substring(mark + 1)));
        if (address.ca().isPresent() && !address.tls) {
            throw new IllegalArgumentException("ca needs tls://");
        }
        long ways = (user.isPresent() ? 1 : 0)
                + address.query.keySet().stream()
                        .filter(word -> word.equals("creds") || word.equals("nkey"))
                        .count();
        if (ways > 1) {
            throw new IllegalArgumentException("one of a user, creds and nkey says who asks");
        }
        return address;
    }

    /** The servers, {@code scheme://host:port} each. */
    public List<URI> servers() {
        return servers;
    }

    /** Whether the connections are TLS. */
    public boolean tls() {
        return tls;
    }

    /** Who asks with a password, if anybody. */
    public Optional<String> user() {
        return user;
    }

    /** The PEM file with the accepted authorities; without it those of the JDK are accepted. */
    public Optional<Path> ca() {
        return file("ca");
    }

    /** The credentials file, a JWT and the seed that goes with it. */
    public Optional<Path> creds() {
        return file("creds");
    }

    /** The file with an nkey's seed. */
    public Optional<Path> nkey() {
        return file("nkey");
    }

    /** The stream that keeps the subjects. */
    public Optional<String> stream() {
        return Optional.ofNullable(query.get("stream"));
    }

    /** The consumer to receive under. */
    public Optional<String> durable() {
        return Optional.ofNullable(query.get("durable"));
    }

    /** Whether all servers are this machine, so that nothing crosses a network. */
    boolean loopback() {
        return servers.stream().map(URI::getHost).allMatch(NatsAddress::isLoopback);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        List<String> shown = new ArrayList<>();
        servers.forEach(server -> shown.add(server.getHost() + ":" + server.getPort()));
        return (tls ? "tls://" : "nats://") + String.join(",", shown);
    }

    private Optional<Path> file(String word) {
        return Optional.ofNullable(query.get(word)).map(Path::of);
    }

    private static URI server(String scheme, String host) {
        try {
            URI uri = new URI(scheme + "://" + host);
            boolean more = uri.getHost() == null || uri.getRawFragment() != null || uri.getRawUserInfo() != null;
            if (more || !uri.getRawPath().matches("/?") || uri.getPort() == 0 || uri.getPort() > 65_535) {
                throw new IllegalArgumentException("a NATS address names hosts and ports, and no path");
            }
            return URI.create(scheme + "://" + uri.getHost() + ":" + (uri.getPort() < 0 ? PORT : uri.getPort()));
        } catch (URISyntaxException notAnAddress) {
            // Its message would repeat the text, and with it perhaps a password.
            throw new IllegalArgumentException("a NATS address looks like nats://user@host:4222 or tls://host,host");
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String word = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !WORDS.contains(word) || query.containsKey(word)) {
                throw new IllegalArgumentException(
                        "after ? a NATS address takes ca=FILE, creds=FILE, nkey=FILE, stream=NAME and durable=NAME, each once");
            }
            query.put(word, URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}

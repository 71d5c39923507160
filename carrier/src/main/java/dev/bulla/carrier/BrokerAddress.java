// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a broker listens, and who asks: {@code scheme://[user@]host[:port][/path][?key=value]}.
 *
 * <p>A password in the text is refused: texts end in logs and process lists. Immutable.
 *
 * @param scheme in small letters
 * @param tls whether the connection is TLS
 * @param host name or address, without brackets
 * @param port the port
 * @param user who asks, if the broker wants to know
 * @param path what follows the port, decoded, without its first slash
 * @param query what follows the question mark, decoded
 */
public record BrokerAddress(
        String scheme,
        boolean tls,
        String host,
        int port,
        Optional<String> user,
        Optional<String> path,
        Map<String, String> query) {

    /**
     * What addresses of one kind of broker look like.
     *
     * @param plain the scheme without TLS
     * @param plainPort its usual port
     * @param tls the scheme with TLS
     * @param tlsPort its usual port
     * @param path whether a path means something
     * @param keys what the query may have; {@code ca} always may, with TLS
     * @param passwordVariable the environment variable passwords come from
     */
    public record Form(
            String plain,
            int plainPort,
            String tls,
            int tlsPort,
            boolean path,
            Set<String> keys,
            String passwordVariable) {
        private String examples() {
            return plain + "://user@host:" + plainPort + " or " + tls + "://host:" + tlsPort;
        }
    }

    /** The key of the query that names a PEM file with the only authorities the broker's certificate may come from. */
    public static final String CA = "ca";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is not such an address, or holds a password; says what one looks like, and never repeats it
     */
    public static BrokerAddress parse(String text, Form form) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException notAnAddress) {
            // Its message would repeat the text, and with it a password.
            throw new IllegalArgumentException("an address looks like " + form.examples());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals(form.tls());
        if (!tls && !scheme.equals(form.plain())) {
            throw new IllegalArgumentException(
                    "an address starts with " + form.plain() + ":// or " + form.tls() + "://");
        }
        if (uri.getRawUserInfo() != null && uri.getRawUserInfo().indexOf(':') >= 0) {
            throw new IllegalArgumentException("no password in an address; set " + form.passwordVariable()
                    + ", or in a program give it in the options");
        }
        Optional<String> path = Optional.ofNullable(uri.getPath())
                .filter(some -> !some.isEmpty() && !some.equals("/"))
                .map(some -> some.substring(1));
        if (uri.getHost() == null
                || uri.getPort() == 0
                || uri.getPort() > 65_535
                || (path.isPresent() && !form.path())
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an address names a host and a port"
                    + (form.path() ? "" : ", and no path") + ": " + form.examples());
        }
        Map<String, String> query = query(uri.getRawQuery(), form);
        if (query.containsKey(CA) && !tls) {
            throw new IllegalArgumentException("ca needs " + form.tls() + "://");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? form.tlsPort() : form.plainPort();
        return new BrokerAddress(
                scheme,
                tls,
                unbracketed(uri.getHost()),
                port,
                Optional.ofNullable(uri.getUserInfo()),
                path,
                Map.copyOf(query));
    }

    /** The PEM file with the accepted authorities; without it those of the JDK are accepted. */
    public Optional<Path> ca() {
        return Optional.ofNullable(query.get(CA)).map(Path::of);
    }

    /** Whether the host is this machine, so that nothing crosses a network. */
    public boolean loopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** Scheme, host and port; nothing of who asks. */
    @Override
    public String toString() {
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static Map<String, String> query(@Nullable String raw, Form form) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !(key.equals(CA) || form.keys().contains(key)) || query.containsKey(key)) {
                throw new IllegalArgumentException("after ? an address takes ca=FILE"
                        + form.keys().stream()
                                .sorted()
                                .map(known -> ", " + known + "=…")
                                .reduce("", String::concat)
                        + ", each once");
            }
            query.put(key, URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}

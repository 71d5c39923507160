// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where an MQTT broker listens, and who asks: {@code mqtt://[user@]host[:1883]} or {@code mqtts://[user@]host[:8883][?ca=FILE]}.
 *
 * <p>A password in the text is refused: texts end in logs and process lists. It comes from {@link MqttOptions}. Immutable.
 */
public final class MqttAddress {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    private final String host;
    private final int port;
    private final boolean tls;
    private final Optional<String> user;
    private final Optional<Path> ca;
    private final Optional<String> client;

    private MqttAddress(URI uri, Map<String, String> query) {
        this.host = unbracketed(uri.getHost());
        this.tls = uri.getScheme().equalsIgnoreCase("mqtts");
        this.port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        this.user = Optional.ofNullable(uri.getUserInfo());
        this.ca = Optional.ofNullable(query.get("ca")).map(Path::of);
        this.client = Optional.ofNullable(query.get("client"));
    }

    /**
     * Reads an address. The query may name {@code ca}, a PEM file with the only authorities the broker's certificate may come from, and
     * {@code client}, the client identifier the broker keeps the session under.
     *
     * @throws IllegalArgumentException when it is not such an address, or holds a password
     */
    public static MqttAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException notAnAddress) {
            // Its message would repeat the text, and with it a password.
            throw new IllegalArgumentException("an MQTT address looks like mqtt://user@host:1883 or mqtts://host:8883");
        }
        String scheme = uri.getScheme();
        if (scheme == null || !(scheme.equalsIgnoreCase("mqtt") || scheme.equalsIgnoreCase("mqtts"))) {
            throw new IllegalArgumentException("an MQTT address starts with mqtt:// or mqtts://");
        }
        if (uri.getRawUserInfo() != null && uri.getRawUserInfo().indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "no password in an address; set " + MqttOptions.PASSWORD_VARIABLE + " or give it in the options");
        }
        boolean hasPath = uri.getRawPath() != null
                && !uri.getRawPath().isEmpty()
                && !uri.getRawPath().equals("/");
        if (uri.getHost() == null
                || uri.getPort() == 0
                || uri.getPort() > 65_535
                || hasPath
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an MQTT address names a host and a port, and no path");
        }
        MqttAddress address = new MqttAddress(uri, query(uri.getRawQuery()));
        if (address.ca.isPresent() && !address.tls) {
            throw new IllegalArgumentException("ca needs mqtts://");
        }
        return address;
    }

    /** The broker's host name or address. */
    public String host() {
        return host;
    }

    /** The broker's port. */
    public int port() {
        return port;
    }

    /** Whether the connection is TLS. */
    public boolean tls() {
        return tls;
    }

    /** Who asks, if the broker wants to know. */
    public Optional<String> user() {
        return user;
    }

    /** The PEM file with the accepted authorities; without it those of the JDK are accepted. */
    public Optional<Path> ca() {
        return ca;
    }

    /** The client identifier named in the address. */
    public Optional<String> client() {
        return client;
    }

    /** Whether the host is this machine, so that nothing crosses a network. */
    boolean loopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (equals < 0 || !(key.equals("ca") || key.equals("client")) || query.containsKey(key)) {
                throw new IllegalArgumentException("after ? an MQTT address takes ca=FILE and client=ID, each once");
            }
            query.put(key, URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** User and password for one connection. The array given is overwritten; the library keeps a copy for reconnecting. */
final class Credentials {
    private final String user;
    private final byte[] password;

    private Credentials(String user, byte[] password) {
        this.user = user;
        this.password = password;
    }

    /** Present when the address names a user. */
    static Optional<Credentials> of(MqttAddress address, MqttOptions options) {
        Optional<char[]> given = options.password()
                .map(supplier -> supplier.get())
                .or(() -> Optional.ofNullable(System.getenv(MqttOptions.PASSWORD_VARIABLE))
                        .map(String::toCharArray));
        if (address.user().isEmpty()) {
            given.ifPresent(password -> Arrays.fill(password, '\0'));
            return Optional.empty();
        }
        char[] password = given.orElseThrow(() -> new IllegalArgumentException(
                "the address names a user: set " + MqttOptions.PASSWORD_VARIABLE + " or give a password"));
        if (!address.tls() && !address.loopback() && !options.clearPasswordAllowed()) {
            Arrays.fill(password, '\0');
            throw new IllegalArgumentException(
                    "the password would cross the network unprotected: use mqtts://, or allowClearPassword()");
        }
        byte[] room = new byte[password.length * 3];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        CoderResult unused = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(password), encoded, true);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        Arrays.fill(password, '\0');
        return Optional.of(new Credentials(address.user().get(), bytes));
    }

    String user() {
        return user;
    }

    /** The password itself, not a copy. */
    byte[] password() {
        return password;
    }
}

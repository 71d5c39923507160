// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * User and password for a broker. The array the password was given in is overwritten; client libraries keep copies of their own for reconnecting.
 *
 * @param user who asks
 * @param password the very array, to be overwritten by whoever uses it up
 */
@SuppressWarnings("ArrayRecordComponent") // a secret that is to be overwritten cannot be a text
public record Credentials(String user, char[] password) {
    /**
     * Present when the address names a user.
     *
     * @param given where the password comes from; else the environment variable
     * @param variable the environment variable
     * @param clearAllowed whether it may cross a network unprotected
     * @throws IllegalArgumentException when there is no password, or it would cross a network unprotected
     */
    public static Optional<Credentials> of(
            BrokerAddress address, Optional<Supplier<char[]>> given, String variable, boolean clearAllowed) {
        Optional<char[]> found = given.map(supplier -> supplier.get())
                .or(() -> Optional.ofNullable(System.getenv(variable)).map(String::toCharArray));
        if (address.user().isEmpty()) {
            found.ifPresent(password -> Arrays.fill(password, '\0'));
            return Optional.empty();
        }
        char[] password = found.orElseThrow(() ->
                new IllegalArgumentException("the address names a user: set " + variable + " or give a password"));
        if (!address.tls() && !address.loopback() && !clearAllowed) {
            Arrays.fill(password, '\0');
            throw new IllegalArgumentException(
                    "the password would cross the network unprotected: use TLS, or allowClearPassword()");
        }
        return Optional.of(new Credentials(address.user().get(), password));
    }

    /** The password in UTF-8, for libraries that want bytes; the array it was given in is overwritten. */
    public byte[] passwordBytes() {
        byte[] room = new byte[password.length * 3];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        CoderResult unused = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(password), encoded, true);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        Arrays.fill(password, '\0');
        return bytes;
    }

    /** The password as text, for libraries that want one; the array it was given in is overwritten. */
    public String passwordText() {
        String text = new String(password);
        Arrays.fill(password, '\0');
        return text;
    }

    @Override
    public String toString() {
        return "Credentials";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/** Who may use the broker: a list of users, compared in constant time. Nobody may manage it over the network. */
final class Accounts implements ActiveMQSecurityManager {
    private static final char[] NOBODY = new char[1];

    private final Map<String, char[]> passwords;

    Accounts(Map<String, char[]> passwords) {
        this.passwords = passwords;
    }

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String password) {
        char[] expected = user == null ? NOBODY : passwords.getOrDefault(user, NOBODY);
        boolean same = MessageDigest.isEqual(utf8(new String(expected)), utf8(password == null ? "" : password));
        return same && user != null && passwords.containsKey(user);
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user, @Nullable String password, Set<Role> roles, CheckType check) {
        return check != CheckType.MANAGE && validateUser(user, password);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

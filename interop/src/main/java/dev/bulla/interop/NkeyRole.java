// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an nkey is for ({@code spec/nkeys.md} §1). */
public enum NkeyRole {
    /** An account: signs the JWTs of its users. */
    ACCOUNT(0x00),
    /** A user: signs the challenge of a server. */
    USER(0xa0),
    /** An operator: signs the JWTs of accounts. */
    OPERATOR(0x70),
    /** A server. */
    SERVER(0x68),
    /** A cluster of servers. */
    CLUSTER(0x10),
    /** A curve key: seals and opens boxes, and cannot sign. */
    CURVE(0xb8);

    private final int prefix;

    NkeyRole(int prefix) {
        this.prefix = prefix;
    }

    /** The role of this name, in lower case as {@link #label()} gives it. */
    public static Optional<NkeyRole> named(String label) {
        return Stream.of(values()).filter(role -> role.label().equals(label)).findFirst();
    }

    /** Its name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its keys sign. The one that does not seals. */
    public boolean signs() {
        return this != CURVE;
    }

    /** The first byte of a public key, 0 to 255. */
    int prefix() {
        return prefix;
    }

    static Optional<NkeyRole> of(int prefix) {
        return Stream.of(values()).filter(role -> role.prefix == prefix).findFirst();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import java.nio.file.Path;

/** Where the control key of an identity is kept ({@code spec/home.md} §5). Immutable. */
public sealed interface ControlPlace {
    /** Sealed in the home, beside the daily keys: convenient, and stolen together with them. */
    record InHome() implements ControlPlace {}

    /**
     * In a text file that is brought only to rotate and to revoke.
     *
     * @param file the file; made with mode 0600
     */
    record Outside(Path file) implements ControlPlace {}

    /** Sealed in the home. */
    static ControlPlace inHome() {
        return new InHome();
    }

    /** In this file. */
    static ControlPlace outside(Path file) {
        return new Outside(file.toAbsolutePath().normalize());
    }
}

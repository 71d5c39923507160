// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Problem;
import java.util.Collection;
import java.util.regex.Pattern;

/** Names that are names of files ({@code spec/home.md} §1). */
final class FileNames {
    static final int MOST_BYTES = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0," + (MOST_BYTES - 1) + "}");
    private static final Pattern IDENTIFIER = Pattern.compile("[0-9A-Fa-f]{64}");

    private FileNames() {}

    /** Whether this may be a name. One that looks like an identifier could pass for somebody else. */
    static boolean acceptable(String name) {
        return NAME.matcher(name).matches() && !IDENTIFIER.matcher(name).matches();
    }

    /** For new names, which could also be taken for options of a command. */
    static void check(String name) {
        if (!acceptable(name) || name.startsWith("-")) {
            throw new Refused(
                    Problem.USAGE,
                    "a name is 1 to " + MOST_BYTES
                            + " of a to z, A to Z, 0 to 9, '.', '_' and '-', does not begin with '.' or '-' and is not an identifier");
        }
    }

    /** {@link Problem#EXISTS} when one of these is the same name on a file system that ignores case. */
    static void checkVacant(String name, Collection<String> taken) {
        for (String other : taken) {
            if (other.equalsIgnoreCase(name)) {
                throw new Refused(Problem.EXISTS, other);
            }
        }
    }
}

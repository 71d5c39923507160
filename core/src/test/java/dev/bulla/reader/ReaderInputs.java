// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a receiver is told or has (envelope.md §8; the keys of an envelope's vector in vectors/README.md). */
record ReaderInputs(
        Identity reader,
        KnownCards cards,
        long now,
        String context,
        boolean live,
        Set<Integer> minimum,
        Set<String> pairwise,
        List<byte[]> epochs,
        Optional<String> handled,
        List<String> forbidden,
        Set<String> accepted,
        long memory) {
    /** Whether policy forbids this sender, everything or this context; a rule is an identifier, or one and a context. */
    boolean forbids(String sender, String context) {
        return forbidden.contains(sender) || forbidden.contains(sender + " " + context);
    }
}

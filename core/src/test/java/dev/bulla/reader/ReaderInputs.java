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
        Optional<String> handled) {}

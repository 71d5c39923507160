// SPDX-License-Identifier: Apache-2.0
package dev.bulla.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.Bulla;
import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Opened;
import dev.bulla.core.Suite;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One message, two readers, and a part that only one of them may read. */
class LetterExample {
    private String charged = "";

    @TempDir
    Path folder;

    @Test
    void aLetterToTwoReadersWithAPrivatePart() {
        Path home = folder.resolve("home");
        try (Bulla made = Bulla.create(home).orThrow()) {
            for (String name : List.of("alice", "bob", "carol")) {
                made.home()
                        .createIdentity(name, List.of(Suite.HYBRID), Instant.now())
                        .orThrow();
            }
        }
        // @start region="letter"
        try (Bulla bulla = Bulla.open(home).orThrow()) {
            Party alice = bulla.as("alice").orThrow();
            Bytes letter = alice.seal(Draft.to("bob", "carol")
                            .context("orders")
                            .part("body", "two apples")
                            .part("card", "4111 1111 1111 1111", "bob"))
                    .orThrow()
                    .envelope();

            Opened opened = bulla.as("bob").orThrow().open(letter, "orders").orThrow();
            charge(opened.text("card"));
            opened.done();
        }
        // @end region="letter"
        assertThat(charged).isEqualTo("4111 1111 1111 1111");
    }

    private void charge(String card) {
        charged = card;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.example;

import dev.bulla.Bulla;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Suite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes a home with two identities, unless it is there, and sends a letter from one to the other. */
public final class FirstLetter {
    private FirstLetter() {}

    public static void main(String... args) {
        Path home = Path.of(args[0]);
        boolean fresh = Files.notExists(home);
        try (Bulla bulla = (fresh ? Bulla.create(home) : Bulla.open(home)).orThrow()) {
            if (fresh) {
                for (String name : List.of("alice", "bob")) {
                    bulla.home()
                            .createIdentity(name, List.of(Suite.HYBRID), Instant.now())
                            .orThrow();
                }
            }
            Draft draft = Draft.to("bob")
                    .context("orders")
                    .livesFor(Duration.ofMinutes(10))
                    .part("body", "two apples");
            Bytes letter = bulla.as("alice").orThrow().seal(draft).orThrow().envelope();

            String told = bulla.as("bob")
                    .orThrow()
                    .open(letter, "orders")
                    .fold(
                            opened -> {
                                String body = opened.text("body");
                                opened.done();
                                return opened.sender().name() + " says: " + body;
                            },
                            notForMe -> "it is for somebody else",
                            refused -> "refused: " + refused.problem().sentence(),
                            unavailable -> "later: " + unavailable.problem().sentence());
            System.out.println(told);
        }
    }
}

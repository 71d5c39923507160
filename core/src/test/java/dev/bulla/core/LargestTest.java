// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits of {@code spec/envelope.md} §11 and {@code spec/identity.md} §3 that are too large for a file in {@code vectors/}. */
class LargestTest {
    private static final int SEALED_BYTES = 33 * 64 + 16;

    private static String inspected(int slots, int sealedBytes) {
        CardForge dora = CardForge.usual("dora", Suite.CLASSIC);
        EnvelopeForge forge = new EnvelopeForge("largest", Suite.CLASSIC, dora, dora);
        forge.compartments = 64;
        forge.slots = made -> {
            made.clear();
            for (int i = 0; i < slots; i++) {
                byte[] hint = new byte[8];
                Framing.putInt(hint, 0, i);
                made.add(CborTree.list(hint, new byte[32], new byte[sealedBytes]));
            }
        };
        return Inspection.of(Bytes.of(forge.build()))
                .fold(
                        good -> good.value().recipients() + " recipients",
                        bad -> bad.problem().name());
    }

    @Test
    void aCoreIsAtMostTwoMebibytes() {
        assertThat(inspected(900, SEALED_BYTES)).isEqualTo("900 recipients");
        assertThat(inspected(1000, SEALED_BYTES)).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void anEpochHasAtMostAThousandAndTwentyFourSlots() {
        assertThat(inspected(1024, 49)).isEqualTo("1024 recipients");
        assertThat(inspected(1025, 49)).isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void aCardIsAtMostOneMebibyte() {
        CardForge card = CardForge.usual("card", Suite.CLASSIC);
        List<Object> signed = card.chain.get(0);
        signed.set(2, CborTree.list(new byte[Card.MOST_BYTES]));
        assertThat(Card.decode(card.encode(), Primitives.best())).isEqualTo(Outcome.bad(Problem.LIMIT_EXCEEDED, ""));
    }
}

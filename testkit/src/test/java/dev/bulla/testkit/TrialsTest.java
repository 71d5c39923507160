// SPDX-License-Identifier: Apache-2.0
package dev.bulla.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private String seedBefore = "";

    @BeforeEach
    void withoutSeed() {
        seedBefore = System.getProperty("bulla.seed", "");
        System.clearProperty("bulla.seed");
    }

    @AfterEach
    void withSeedAsBefore() {
        System.setProperty("bulla.seed", seedBefore);
    }

    @Test
    void everyTrialHasItsOwnRandomness() {
        List<Long> firsts = new ArrayList<>();
        Trials.run(50, random -> firsts.add(random.nextLong()));
        assertThat(firsts).hasSize(50);
        assertThat(new HashSet<>(firsts)).hasSize(50);
    }

    @Test
    void aFailureNamesTheSeedThatRunsItAgainAlone() {
        List<Long> seen = new ArrayList<>();
        Trials.Trial third = random -> {
            seen.add(random.nextLong());
            if (seen.size() >= 3) {
                throw new IllegalStateException("broken");
            }
        };
        AssertionError failure = catchThrowableOfType(AssertionError.class, () -> Trials.run(10, third));
        assertThat(failure).hasMessageStartingWith("trial 3 of 10 failed").hasMessageContaining("broken");
        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);

        Matcher seed = Pattern.compile("-Dbulla\\.seed=([0-9a-f]+)").matcher(failure.toString());
        assertThat(seed.find()).isTrue();
        System.setProperty("bulla.seed", seed.group(1));
        List<Long> again = new ArrayList<>();
        Trials.run(10, random -> again.add(random.nextLong()));
        assertThat(again).containsExactly(seen.get(2));
    }

    @Test
    void aSeedThatIsNotHexadecimalIsMisuse() {
        System.setProperty("bulla.seed", "mary");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Trials.run(1, random -> {}))
                .withMessageContaining("mary");
    }

    @Test
    void flippingChangesExactlyOneBitAndLeavesTheOriginal() {
        Trials.run(100, random -> {
            byte[] original = new byte[1 + random.nextInt(40)];
            random.nextBytes(original);
            byte[] kept = original.clone();
            byte[] flipped = Trials.flipOneBit(random, original);
            int bits = 0;
            for (int i = 0; i < original.length; i++) {
                bits += Integer.bitCount((original[i] ^ flipped[i]) & 0xff);
            }
            assertThat(bits).isEqualTo(1);
            assertThat(Arrays.equals(original, kept)).isTrue();
        });
    }

    @Test
    void randomBytesKeepTheirLimit() {
        SplittableRandom random = new SplittableRandom(1);
        HashSet<Integer> lengths = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            lengths.add(Trials.bytes(random, 3).length);
        }
        assertThat(lengths).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
}

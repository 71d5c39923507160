// SPDX-License-Identifier: Apache-2.0
package dev.bulla.testkit;

import java.util.SplittableRandom;

/**
 * Repeats a check with seeded randomness, so that every failure can be run again alone.
 *
 * <pre>{@code
 * Trials.run(500, random -> {
 *     byte[] plain = Trials.bytes(random, 4_096);
 *     assertThat(open(seal(plain))).isEqualTo(plain);
 * });
 * }</pre>
 *
 * <p>A trial that fails says {@code trial 17 of 500 failed; run it alone with -Dbulla.seed=1f3a…}; with that property set,
 * {@code run} does that one trial only. Without it each run takes new seeds. No state; usable from any thread.
 */
public final class Trials {
    private static final String SEED_PROPERTY = "bulla.seed";

    private Trials() {}

    /** One trial: a check that takes all its randomness from its argument. */
    @FunctionalInterface
    public interface Trial {
        /**
         * Checks once.
         *
         * @param random the only source of chance in this trial
         * @throws Throwable whatever the check throws; the trial failed
         */
        void run(SplittableRandom random) throws Throwable;
    }

    /**
     * Runs a trial many times, each with a seed of its own.
     *
     * @param times how often, at least 1
     * @param trial what to check
     * @throws AssertionError naming the seed, when a trial fails; the cause is what the trial threw
     * @throws IllegalArgumentException if {@code times} is below 1 or {@code bulla.seed} is not hexadecimal
     */
    public static void run(int times, Trial trial) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, not " + times);
        }
        String alone = System.getProperty(SEED_PROPERTY, "");
        if (!alone.isEmpty()) {
            run("the trial", parseSeed(alone), trial);
            return;
        }
        SplittableRandom seeds = new SplittableRandom();
        for (int number = 1; number <= times; number++) {
            run("trial " + number + " of " + times, seeds.nextLong(), trial);
        }
    }

    /**
     * Random bytes of random length.
     *
     * @param random where the bytes come from
     * @param maxBytes the greatest length, inclusive
     * @return between 0 and {@code maxBytes} bytes
     */
    public static byte[] bytes(SplittableRandom random, int maxBytes) {
        byte[] bytes = new byte[random.nextInt(maxBytes + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * A copy with exactly one bit changed.
     *
     * @param random chooses the bit
     * @param original at least one byte; left as it is
     * @return the changed copy
     */
    public static byte[] flipOneBit(SplittableRandom random, byte[] original) {
        byte[] flipped = original.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return flipped;
    }

    private static void run(String name, long seed, Trial trial) {
        try {
            trial.run(new SplittableRandom(seed));
        } catch (Throwable failure) {
            throw new AssertionError(
                    name + " failed; run it alone with -D" + SEED_PROPERTY + "=" + Long.toHexString(seed) + ": "
                            + failure,
                    failure);
        }
    }

    private static long parseSeed(String text) {
        try {
            return Long.parseUnsignedLong(text, 16);
        } catch (NumberFormatException notHex) {
            throw new IllegalArgumentException(
                    "-D" + SEED_PROPERTY + "=" + text + " is not a hexadecimal seed", notHex);
        }
    }
}

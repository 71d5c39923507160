// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Lockbox;
import dev.bulla.core.Secret;
import java.util.Arrays;

/**
 * What opens a home: the file with its root key, or a passphrase ({@code spec/home.md} §2). Closing it wipes the passphrase.
 */
public final class Unlocking implements AutoCloseable {
    static final int MEMORY_KIB = 65_536;
    static final int ITERATIONS = 3;
    static final int PARALLELISM = 1;

    private final char[] passphrase;
    private final boolean byPassphrase;
    private final Cost cost;

    private Unlocking(char[] passphrase, boolean byPassphrase, Cost cost) {
        this.passphrase = passphrase;
        this.byPassphrase = byPassphrase;
        this.cost = cost;
    }

    /** Argon2id's parameters. Those outside the bounds of the specification are refused before any work. */
    record Cost(int memoryKiB, int iterations, int parallelism) {
        static final Cost USUAL = new Cost(MEMORY_KIB, ITERATIONS, PARALLELISM);

        boolean acceptable() {
            return memoryKiB >= 8_192
                    && memoryKiB <= 1_048_576
                    && iterations >= 1
                    && iterations <= 16
                    && parallelism >= 1
                    && parallelism <= 16;
        }
    }

    /** By the file {@code root.key} in the home, which only its owner may read. */
    public static Unlocking rootKeyFile() {
        return new Unlocking(new char[0], false, Cost.USUAL);
    }

    /**
     * By a passphrase.
     *
     * @param passphrase copied; the caller wipes its own array. Not empty
     */
    public static Unlocking passphrase(char[] passphrase) {
        return passphrase(passphrase, Cost.USUAL);
    }

    static Unlocking passphrase(char[] passphrase, Cost cost) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("an empty passphrase protects nothing");
        }
        return new Unlocking(passphrase.clone(), true, cost);
    }

    boolean byPassphrase() {
        return byPassphrase;
    }

    Cost cost() {
        return cost;
    }

    /** The key that seals the root key. */
    Lockbox stretch(Bytes salt, Cost with) {
        Secret key = Lockbox.stretch(passphrase, salt, with.memoryKiB(), with.iterations(), with.parallelism());
        return Lockbox.of(key);
    }

    @Override
    public void close() {
        Arrays.fill(passphrase, '\0');
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.UnavailableException;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * The operating system's random generator, asked anew for every byte, so that two copies of one process never draw the same. Reads {@code
 * /dev/urandom}; where there is none, the platform's own strong generator. Safe for use by many threads.
 */
public final class OperatingSystem {
    private static final File DEVICE = new File("/dev/urandom");

    private OperatingSystem() {}

    /** Its random generator, for who uses keys without a home. */
    public static Randomness randomness() {
        return DEVICE.canRead() ? device() : platform();
    }

    private static Randomness device() {
        try {
            DataInputStream device = new DataInputStream(new FileInputStream(DEVICE));
            return bytes -> {
                try {
                    device.readFully(bytes);
                } catch (IOException broken) {
                    throw unavailable(broken);
                }
            };
        } catch (IOException broken) {
            throw unavailable(broken);
        }
    }

    private static Randomness platform() {
        try {
            SecureRandom random = SecureRandom.getInstanceStrong();
            return random::nextBytes;
        } catch (NoSuchAlgorithmException none) {
            throw unavailable(none);
        }
    }

    private static UnavailableException unavailable(Exception cause) {
        return new UnavailableException(Problem.FAILED, Duration.ofSeconds(1), cause);
    }
}

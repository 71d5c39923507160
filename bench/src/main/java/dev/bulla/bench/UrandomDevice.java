// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.core.Randomness;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The randomness of the product's front door: the kernel's generator, read anew for every call. Safe for use by many threads. */
final class UrandomDevice implements Randomness {
    private final DataInputStream device;

    private UrandomDevice(DataInputStream device) {
        this.device = device;
    }

    static UrandomDevice open() {
        try {
            return new UrandomDevice(new DataInputStream(new FileInputStream("/dev/urandom")));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void fill(byte[] bytes) {
        try {
            device.readFully(bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}

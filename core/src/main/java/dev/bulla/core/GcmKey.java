// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key for {@link Gcm}, 32 bytes. One object for all that a key is used for: the providers recognise it, and unlike the JDK's own kind it can be
 * erased. Safe for use by many threads until it is destroyed.
 */
final class GcmKey implements SecretKey {
    static final int BYTES = 32;
    private static final long serialVersionUID = 1;

    private final transient byte[] value;
    private volatile boolean destroyed;

    /** Takes the array without a copy. */
    GcmKey(byte[] key32) {
        if (key32.length != BYTES) {
            throw new IllegalArgumentException("key of " + key32.length + " bytes");
        }
        this.value = key32;
    }

    /** The same key, to be destroyed on its own. */
    GcmKey copy() {
        return new GcmKey(getEncoded());
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy: providers keep or erase what they are given. */
    @Override
    public byte[] getEncoded() {
        if (destroyed) {
            throw new IllegalStateException("this key was destroyed");
        }
        return value.clone();
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GcmKey key && MessageDigest.isEqual(value, key.value);
    }

    /** Says nothing of the key. */
    @Override
    public int hashCode() {
        return BYTES;
    }

    @Override
    public String toString() {
        return "GcmKey(" + BYTES + " bytes)";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;

/** SHA-256 of the JDK, which the HotSpot compiler replaces by the processor's own instructions. */
final class Sha256 {
    static final int BYTES = 32;

    private static final ThreadLocal<MessageDigest> OF_THREAD = ThreadLocal.withInitial(Sha256::fresh);

    private Sha256() {}

    /** The calling thread's digest, reset. */
    static MessageDigest ofThread() {
        MessageDigest digest = OF_THREAD.get();
        digest.reset();
        return digest;
    }

    /** The digest of the parts in order. */
    static byte[] digest(byte[]... parts) {
        MessageDigest digest = ofThread();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** The digest of some bytes of an array. */
    static byte[] digest(byte[] bytes, int offset, int length) {
        MessageDigest digest = ofThread();
        digest.update(bytes, offset, length);
        return digest.digest();
    }

    static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchProviderException e) {
            return fromAnyProvider();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest fromAnyProvider() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

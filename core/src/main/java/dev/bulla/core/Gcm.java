// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM with a 12-byte nonce and a 16-byte tag at the end of the ciphertext (NIST SP 800-38D).
 *
 * <p>One thread only. The last key stays inside the provider's cipher until the next use. That a key never meets the
 * same nonce twice with different plaintext is the caller's duty: unlike {@link Cipher}, this class does not refuse it,
 * because sealing the same bytes again must give the same ciphertext. Input and output may be the same array at the
 * same offset.
 */
final class Gcm {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final byte[] NO_AAD = {};

    private final @Nullable Provider provider;
    private Cipher cipher;

    /** With no provider, the JDK's own. */
    Gcm(@Nullable Provider provider) {
        this.provider = provider;
        cipher = fresh();
    }

    /** Encrypts; returns the bytes written, {@code length + 16}. */
    int seal(GcmKey key, byte[] nonce, byte[] in, int offset, int length, byte[] out, int outOffset) {
        return encrypt(key, nonce, NO_AAD, in, offset, length, out, outOffset);
    }

    /**
     * Decrypts; returns the plaintext's length, or -1 when the tag is wrong or missing, and then leaves zeros in the
     * output.
     */
    int open(GcmKey key, byte[] nonce, byte[] in, int offset, int length, byte[] out, int outOffset) {
        return decrypt(key, nonce, NO_AAD, in, offset, length, out, outOffset);
    }

    /** The first 8 bytes of the tag over associated data alone: AES-GMAC. */
    long tag(GcmKey key, byte[] nonce, byte[] in, int offset, int length) {
        try {
            init(Cipher.ENCRYPT_MODE, key, nonce);
            cipher.updateAAD(in, offset, length);
            return ByteBuffer.wrap(cipher.doFinal()).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    /** Encrypts the whole plaintext, binding the associated data. */
    byte[] seal(byte[] key32, byte[] nonce, byte[] aad, byte[] plaintext) {
        byte[] out = new byte[Math.addExact(plaintext.length, TAG_BYTES)];
        encrypt(new GcmKey(key32), nonce, aad, plaintext, 0, plaintext.length, out, 0);
        return out;
    }

    /** Decrypts the whole ciphertext with its associated data; null when the tag is wrong or missing. */
    byte @Nullable [] open(byte[] key32, byte[] nonce, byte[] aad, byte[] ciphertext) {
        byte[] out = new byte[Math.max(0, ciphertext.length - TAG_BYTES)];
        return decrypt(new GcmKey(key32), nonce, aad, ciphertext, 0, ciphertext.length, out, 0) < 0 ? null : out;
    }

    private int encrypt(
            GcmKey key, byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, in.length);
        Objects.checkFromIndexSize(outOffset, Math.addExact(length, TAG_BYTES), out.length);
        try {
            init(Cipher.ENCRYPT_MODE, key, nonce);
            if (aad.length > 0) {
                cipher.updateAAD(aad);
            }
            return cipher.doFinal(in, offset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private int decrypt(
            GcmKey key, byte[] nonce, byte[] aad, byte[] in, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, in.length);
        if (length < TAG_BYTES) {
            return -1;
        }
        Objects.checkFromIndexSize(outOffset, length - TAG_BYTES, out.length);
        try {
            init(Cipher.DECRYPT_MODE, key, nonce);
            if (aad.length > 0) {
                cipher.updateAAD(aad);
            }
            return cipher.doFinal(in, offset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            Arrays.fill(out, outOffset, outOffset + length - TAG_BYTES, (byte) 0);
            return -1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }

    private void init(int mode, GcmKey key, byte[] nonce) throws GeneralSecurityException {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("nonce of " + nonce.length + " bytes");
        }
        GCMParameterSpec parameters = new GCMParameterSpec(8 * TAG_BYTES, nonce);
        try {
            cipher.init(mode, key, parameters);
        } catch (InvalidAlgorithmParameterException e) {
            // the providers refuse the key and nonce of the call before; a new cipher remembers none
            cipher = fresh();
            cipher.init(mode, key, parameters);
        }
    }

    private Cipher fresh() {
        try {
            return provider == null
                    ? Cipher.getInstance("AES/GCM/NoPadding", "SunJCE")
                    : Cipher.getInstance("AES/GCM/NoPadding", provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of HPKE that follows the encapsulation: DHKEM's extract and expand, the key schedule of base mode, one
 * message.
 *
 * <p>Source: RFC 9180 sections 4, 4.1, 5.1 and 5.2 with HKDF-SHA256 and AES-256-GCM; empty associated data. Needed
 * wherever a provider offers the mechanism but not HPKE, and for keys whose decapsulation happens elsewhere, such as in
 * a KMS.
 */
final class HpkeSchedule {
    private static final byte[] EMPTY = {};
    private static final byte[] VERSION = ascii("HPKE-v1");
    private static final int KDF_HKDF_SHA256 = 0x0001;
    private static final int AEAD_AES_256_GCM = 0x0002;

    private HpkeSchedule() {}

    /** The ciphertext under a shared secret. */
    static byte[] seal(Gcm gcm, Kem kem, byte[] sharedSecret, byte[] info, byte[] plaintext) {
        Keys keys = new Keys(kem, sharedSecret, info);
        try {
            return gcm.seal(keys.key, keys.baseNonce, EMPTY, plaintext);
        } finally {
            keys.erase();
        }
    }

    /** The plaintext, or null when it does not open. */
    static byte @Nullable [] open(Gcm gcm, Kem kem, byte[] sharedSecret, byte[] info, byte[] ciphertext) {
        if (ciphertext.length < Gcm.TAG_BYTES) {
            return null;
        }
        Keys keys = new Keys(kem, sharedSecret, info);
        try {
            return gcm.open(keys.key, keys.baseNonce, EMPTY, ciphertext);
        } finally {
            keys.erase();
        }
    }

    /** DHKEM's shared secret from the Diffie-Hellman value (RFC 9180 section 4.1). */
    static byte[] extractAndExpand(Kem kem, byte[] dh, byte[] enc, byte[] publicKey) {
        byte[] suite = Framing.join(ascii("KEM"), u16(kem.id()));
        byte[] prk = labeledExtract(suite, EMPTY, "eae_prk", dh);
        try {
            return labeledExpand(suite, prk, "shared_secret", Framing.join(enc, publicKey), 32);
        } finally {
            Arrays.fill(prk, (byte) 0);
        }
    }

    /** Key and base nonce of base mode; the nonce of the first and only message is the base nonce itself. */
    static final class Keys {
        final byte[] key;
        final byte[] baseNonce;

        Keys(Kem kem, byte[] sharedSecret, byte[] info) {
            byte[] suite = Framing.join(ascii("HPKE"), u16(kem.id()), u16(KDF_HKDF_SHA256), u16(AEAD_AES_256_GCM));
            byte[] pskIdHash = labeledExtract(suite, EMPTY, "psk_id_hash", EMPTY);
            byte[] infoHash = labeledExtract(suite, EMPTY, "info_hash", info);
            byte[] context = Framing.join(new byte[] {0}, pskIdHash, infoHash);
            byte[] secret = labeledExtract(suite, sharedSecret, "secret", EMPTY);
            key = labeledExpand(suite, secret, "key", context, GcmKey.BYTES);
            baseNonce = labeledExpand(suite, secret, "base_nonce", context, Gcm.NONCE_BYTES);
            Arrays.fill(secret, (byte) 0);
        }

        void erase() {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] ikm) {
        return Hkdf.extract(salt, VERSION, suite, ascii(label), ikm);
    }

    private static byte[] labeledExpand(byte[] suite, byte[] prk, String label, byte[] info, int length) {
        return Hkdf.expand(prk, Framing.join(u16(length), VERSION, suite, ascii(label), info), length);
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >>> 8), (byte) value};
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

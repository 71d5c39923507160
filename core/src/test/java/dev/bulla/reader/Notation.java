// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** The notation of envelope.md §1: |, L, H, KDF, GCM. */
final class Notation {
    /** The end of the year 9999. */
    static final BigInteger LATEST = BigInteger.valueOf(253_402_300_799_999L);

    private Notation() {}

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A big-endian integer of a width in bytes. */
    static byte[] integer(long value, int width) {
        byte[] out = new byte[width];
        for (int i = 0; i < width; i++) {
            out[width - 1 - i] = (byte) (value >>> (8 * i));
        }
        return out;
    }

    static BigInteger unsigned(byte[] bytes, int from, int width) {
        return new BigInteger(1, bytes, from, width);
    }

    static byte[] label(String text) {
        return concat(text.getBytes(StandardCharsets.US_ASCII), new byte[1]);
    }

    static byte[] sha256(byte[]... parts) {
        SHA256Digest digest = new SHA256Digest();
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }

    static byte[] hash(String label, byte[]... parts) {
        return sha256(label(label), concat(parts));
    }

    static byte[] extract(byte[] salt, byte[] secret) {
        return new HKDFBytesGenerator(new SHA256Digest()).extractPRK(salt, secret);
    }

    static byte[] derive(byte[] key, String label, byte[]... parts) {
        HKDFBytesGenerator expand = new HKDFBytesGenerator(new SHA256Digest());
        expand.init(HKDFParameters.skipExtractParameters(key, concat(label(label), concat(parts))));
        byte[] out = new byte[32];
        expand.generateBytes(out, 0, out.length);
        return out;
    }

    /** Opens GCM(key, nonce, p). */
    static byte[] decrypt(byte[] key, byte[] nonce, byte[] sealed, String what) throws Refused {
        var cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(false, new AEADParameters(new KeyParameter(key), 128, nonce));
        byte[] out = new byte[Math.max(0, sealed.length - 16)];
        try {
            int written = cipher.processBytes(sealed, 0, sealed.length, out, 0);
            cipher.doFinal(out, written);
            return out;
        } catch (InvalidCipherTextException e) {
            throw Refused.notAuthentic(what + " does not open");
        }
    }
}

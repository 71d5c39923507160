// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.conscrypt.HpkeContextRecipient;
import org.conscrypt.HpkeContextSender;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What {@link FreshEpoch} with 1 KiB, one recipient and the suite {@code hybrid} cannot do without, by the same providers and nothing around it.
 * The sizes are those of that message: the AES-GCM of who, header, part and proof, each under its own key, and every SHA-256, those inside
 * HKDF too. The kernel's randomness stands apart and is not in the sum.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class RawPrimitives {
    private static final String SUITE = "XWING/HKDF_SHA256/AES_256_GCM";
    private static final int[] SEALED = {53, 40, 1031, 64};
    /** key id, head, hint, epoch id, header, leaf, D; then inner and outer hash of six HMACs. */
    private static final int[] HASHED = {
        1233, 160, 76, 1350, 56, 1048, 141, 96, 96, 81, 96, 86, 96, 78, 96, 82, 96, 133, 96
    };

    /** The set of providers. */
    @Param(Providers.ACCP_AND_CONSCRYPT)
    public String providers;

    private final byte[] info = Payload.array(110);
    private final byte[] slot = Payload.array(33);
    private final byte[] signed = Payload.array(88);
    private final byte[] buffer = Payload.array(2048);
    private final byte[] keyBytes = Payload.array(32);
    private final byte[] nonce = new byte[12];
    private final byte[][] ciphertexts = new byte[SEALED.length][];
    private final UrandomDevice device = UrandomDevice.open();
    private Provider conscrypt;
    private PublicKey kemPublic;
    private PrivateKey kemPrivate;
    private byte[] enc;
    private byte[] sealedSlot;
    private Signature signing;
    private Signature verifying;
    private PrivateKey signingKey;
    private PublicKey verifyingKey;
    private byte[] signature;
    private Cipher cipher;
    private Cipher opening;
    private MessageDigest sha;

    /** Makes the keys. */
    @Setup
    public void keys() throws GeneralSecurityException {
        Providers.choose(providers);
        conscrypt = Providers.conscrypt();
        KeyPair kem = KeyPairGenerator.getInstance("XWING", conscrypt).generateKeyPair();
        kemPublic = kem.getPublic();
        kemPrivate = kem.getPrivate();
        HpkeContextSender sender = sender();
        enc = sender.getEncapsulated();
        sealedSlot = sender.seal(slot, new byte[0]);
        Provider small = Providers.ofSmallThings(providers);
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
        // As in core: ACCP takes the JDK's keys, Conscrypt wants its own.
        KeyFactory factory = small.getName().equals("Conscrypt")
                ? KeyFactory.getInstance("EdDSA", small)
                : KeyFactory.getInstance("Ed25519", "SunEC");
        signingKey = factory.generatePrivate(
                new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded()));
        verifyingKey =
                factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
        signing = Signature.getInstance("Ed25519", small);
        verifying = Signature.getInstance("Ed25519", small);
        signature = sign();
        cipher = Cipher.getInstance("AES/GCM/NoPadding", small);
        opening = Cipher.getInstance("AES/GCM/NoPadding", small);
        for (int i = 0; i < SEALED.length; i++) {
            cipher.init(Cipher.ENCRYPT_MODE, key(i), new GCMParameterSpec(128, new byte[12]));
            ciphertexts[i] = cipher.doFinal(buffer, 0, SEALED[i]);
        }
        sha = MessageDigest.getInstance("SHA-256", "SUN");
        if (!verify() || hpkeOpen().length != slot.length || gcmOpen() != SEALED[SEALED.length - 1]) {
            throw new IllegalStateException("the raw primitives do not work");
        }
    }

    private HpkeContextSender sender() throws GeneralSecurityException {
        HpkeContextSender sender = HpkeContextSender.getInstance(SUITE, conscrypt);
        sender.init(kemPublic, info);
        return sender;
    }

    private SecretKeySpec key(int i) {
        keyBytes[0] = (byte) i;
        return new SecretKeySpec(keyBytes, "AES");
    }

    /** One slot. */
    @Benchmark
    public byte[] hpkeSeal() throws GeneralSecurityException {
        HpkeContextSender sender = sender();
        sender.getEncapsulated();
        return sender.seal(slot, new byte[0]);
    }

    /** One slot. */
    @Benchmark
    public byte[] hpkeOpen() throws GeneralSecurityException {
        HpkeContextRecipient recipient = HpkeContextRecipient.getInstance(SUITE, conscrypt);
        recipient.init(enc, kemPrivate, info);
        return recipient.open(sealedSlot, new byte[0]);
    }

    /** Ed25519. */
    @Benchmark
    public byte[] sign() throws GeneralSecurityException {
        signing.initSign(signingKey);
        signing.update(signed);
        return signing.sign();
    }

    /** Ed25519. */
    @Benchmark
    public boolean verify() throws GeneralSecurityException {
        verifying.initVerify(verifyingKey);
        verifying.update(signed);
        return verifying.verify(signature);
    }

    /** Who, header, part, proof. */
    @Benchmark
    public int gcmSeal() throws GeneralSecurityException {
        int written = 0;
        for (int i = 0; i < SEALED.length; i++) {
            // Ciphers refuse a key and nonce they have just used.
            nonce[11]++;
            cipher.init(Cipher.ENCRYPT_MODE, key(i), new GCMParameterSpec(128, nonce));
            written = cipher.doFinal(buffer, 0, SEALED[i], buffer, 0);
        }
        return written;
    }

    /** Who, header, part, proof. */
    @Benchmark
    public int gcmOpen() throws GeneralSecurityException {
        int written = 0;
        for (int i = 0; i < SEALED.length; i++) {
            opening.init(Cipher.DECRYPT_MODE, key(i), new GCMParameterSpec(128, new byte[12]));
            written = opening.doFinal(ciphertexts[i], 0, ciphertexts[i].length, buffer, 0);
        }
        return written;
    }

    /** Every hash of one message. */
    @Benchmark
    public byte[] sha256() {
        byte[] last = {};
        for (int length : HASHED) {
            sha.update(buffer, 0, length);
            last = sha.digest();
        }
        return last;
    }

    /** Sixteen bytes, as each message takes; a new epoch takes two more draws. */
    @Benchmark
    public byte[] random() {
        byte[] bytes = new byte[16];
        device.fill(bytes);
        return bytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The wall before {@link LargePart}: AES-GCM and SHA-256 over the segments of 64 MiB on one thread, and nothing else. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init")
public class RawSegments {
    private static final int SEGMENT = 1 << 16;

    /** The set of providers. */
    @Param(Providers.ACCP_AND_CONSCRYPT)
    public String providers;

    private final byte[] plain = Payload.array(LargePart.BYTES);
    private final byte[] sealed = new byte[SEGMENT + 16];
    private final byte[] digest = new byte[32];
    private final SecretKeySpec key = new SecretKeySpec(Payload.array(32), "AES");
    private Cipher cipher;
    private MessageDigest sha;
    private long count;

    /** Finds the algorithms. */
    @Setup
    public void find() throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding", Providers.ofSmallThings(providers));
        sha = MessageDigest.getInstance("SHA-256", "SUN");
    }

    /** Encrypts. */
    @Benchmark
    public byte[] gcm() throws GeneralSecurityException {
        for (int at = 0; at < plain.length; at += SEGMENT) {
            encrypt(at);
        }
        return sealed;
    }

    /** Encrypts and hashes. */
    @Benchmark
    public byte[] gcmAndSha256() throws GeneralSecurityException, DigestException {
        for (int at = 0; at < plain.length; at += SEGMENT) {
            encrypt(at);
            sha.update(sealed);
            sha.digest(digest, 0, digest.length);
        }
        return digest;
    }

    private void encrypt(int at) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        count++;
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[i] = (byte) (count >>> (8 * i));
        }
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        cipher.doFinal(plain, at, SEGMENT, sealed, 0);
    }
}

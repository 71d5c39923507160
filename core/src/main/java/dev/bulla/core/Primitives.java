// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;
import java.security.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Every cryptographic operation of this library, by one set of providers.
 *
 * <p>The sets: {@code accp+conscrypt} (Ed25519 and AES-GCM by ACCP, HPKE and the other signatures by Conscrypt), {@code
 * accp}, {@code conscrypt}, and {@code portable} (BouncyCastle and the JDK), which works everywhere. All give the same
 * verdicts. A native library is loaded at the first use of a service it serves; where it does not load, the next in
 * that order takes its place. Safe for use by many threads; {@link Gcm} and {@link MessageDigest} belong to the calling
 * thread.
 */
final class Primitives {
    /** System property that names the set {@link #best} and {@link #quick} return. */
    static final String PROPERTY = "bulla.providers";

    private static final Primitives ACCP_AND_CONSCRYPT = new Primitives(true, true);
    private static final Primitives ACCP = new Primitives(true, false);
    private static final Primitives CONSCRYPT = new Primitives(false, true);
    private static final Primitives PORTABLE = new Primitives(false, false);

    private final boolean accp;
    private final boolean conscrypt;
    private final Signatures signatures;
    private final Kems kems;
    private final ThreadLocal<Gcm> gcm = ThreadLocal.withInitial(() -> new Gcm(gcmProvider()));
    private final X25519Agreement x25519;

    private Primitives(boolean accp, boolean conscrypt) {
        this.accp = accp;
        this.conscrypt = conscrypt;
        signatures = new Signatures(accp, conscrypt);
        kems = new Kems(conscrypt, gcm::get);
        x25519 = new X25519Agreement(conscrypt);
    }

    /** The fastest set once it runs, or the one that {@value #PROPERTY} names. Loads nothing by itself. */
    static Primitives best() {
        return named(System.getProperty(PROPERTY, "accp+conscrypt"));
    }

    /**
     * The set that answers soonest in a JVM that has just started, or the one that {@value #PROPERTY} names. Loading
     * the native libraries takes longer than a short command saves by them.
     */
    static Primitives quick() {
        return named(System.getProperty(PROPERTY, "portable"));
    }

    /** The set that needs no native library. */
    static Primitives portable() {
        return PORTABLE;
    }

    /** Every set that works here, the fastest first. Loads the native libraries. */
    static List<Primitives> available() {
        boolean accp = NativeLibrary.ACCP.provider() != null;
        boolean conscrypt = NativeLibrary.CONSCRYPT.provider() != null;
        List<Primitives> sets = new ArrayList<>();
        if (accp) {
            sets.add(conscrypt ? ACCP_AND_CONSCRYPT : ACCP);
        }
        if (conscrypt) {
            sets.add(CONSCRYPT);
        }
        sets.add(PORTABLE);
        return List.copyOf(sets);
    }

    /** The name of what this set really uses. Loads the native libraries it wants. */
    String name() {
        boolean usesAccp = accp && NativeLibrary.ACCP.provider() != null;
        boolean usesConscrypt = conscrypt && NativeLibrary.CONSCRYPT.provider() != null;
        if (usesAccp) {
            return usesConscrypt ? "accp+conscrypt" : "accp";
        }
        return usesConscrypt ? "conscrypt" : "portable";
    }

    /**
     * Each service with the provider that serves it, then why a wanted native library did not load. For people to read.
     */
    Map<String, String> services() {
        Map<String, String> services = new LinkedHashMap<>();
        services.put("HPKE X-Wing", describe(kems.nativeKem(Kem.X_WING)));
        services.put("HPKE X25519", describe(kems.nativeKem(Kem.X25519)));
        services.put("HPKE P-256", describe(kems.nativeKem(Kem.P256), jdk()));
        services.put("Ed25519", describe(signatures.provider(SignatureScheme.ED25519), bouncyCastle()));
        services.put("ES256", describe(signatures.provider(SignatureScheme.ES256), bouncyCastle()));
        services.put("ML-DSA-65", describe(signatures.provider(SignatureScheme.ML_DSA_65), bouncyCastle()));
        services.put("AES-256-GCM", describe(gcmProvider(), jdk()));
        services.put("SHA-256, HKDF", jdk());
        services.put("Argon2id", bouncyCastle());
        if (accp && NativeLibrary.ACCP.provider() == null) {
            services.put("without ACCP", NativeLibrary.ACCP.description());
        }
        if (conscrypt && NativeLibrary.CONSCRYPT.provider() == null) {
            services.put("without Conscrypt", NativeLibrary.CONSCRYPT.description());
        }
        return services;
    }

    /** AES-256-GCM of the calling thread. */
    Gcm gcm() {
        return gcm.get();
    }

    /** SHA-256 of the calling thread, reset. */
    MessageDigest sha256() {
        return Sha256.ofThread();
    }

    /** SHA-256 of the parts in order. */
    byte[] sha256(byte[]... parts) {
        return Sha256.digest(parts);
    }

    /** HKDF-Extract with HMAC-SHA256, RFC 5869. */
    byte[] hkdfExtract(byte[] salt, byte[] ikm) {
        return Hkdf.extract(salt, ikm);
    }

    /** HKDF-Expand with HMAC-SHA256, RFC 5869, to at most 8,160 bytes. */
    byte[] hkdfExpand(byte[] prk, byte[] info, int length) {
        return Hkdf.expand(prk, info, length);
    }

    /** A key prepared for many one-block HKDF-Expands. */
    Prf prf(byte[] key32) {
        return new Prf(key32);
    }

    /** Prepares a recipient's public key; {@link IllegalArgumentException} when {@link KeyRules} refuses it. */
    KemPublic kemPublic(Kem kem, byte[] raw) {
        return kems.publicKey(kem, raw);
    }

    /**
     * Prepares a private key; {@link IllegalArgumentException} when {@link KeyRules} refuses it. The seed is copied.
     */
    KemPrivate kemPrivate(Kem kem, byte[] seed32) {
        return kems.privateKey(kem, seed32);
    }

    /**
     * Prepares a private key; {@link IllegalArgumentException} when {@link KeyRules} refuses it. The seed is copied.
     */
    SigningKey signingKey(SignatureScheme scheme, byte[] seed32) {
        return signatures.signingKey(scheme, seed32);
    }

    /** Prepares a public signing key; {@link IllegalArgumentException} when {@link KeyRules} refuses it. */
    VerifyingKey verifyingKey(SignatureScheme scheme, byte[] raw) {
        return signatures.verifyingKey(scheme, raw);
    }

    /** Prepares a public signing key of a statement or control key, which {@link KeyRules} has accepted already. */
    VerifyingKey acceptedKey(SignatureScheme scheme, byte[] raw) {
        return signatures.acceptedKey(scheme, raw);
    }

    /** A fresh private key for the mechanism. */
    static byte[] freshSeed(Kem kem, Randomness random) {
        byte[] seed = new byte[Kem.SEED_BYTES];
        do {
            random.fill(seed);
        } while (!KeyRules.acceptableSeed(kem, seed));
        return seed;
    }

    /** A fresh private key for the scheme. */
    static byte[] freshSeed(SignatureScheme scheme, Randomness random) {
        byte[] seed = new byte[Kem.SEED_BYTES];
        do {
            random.fill(seed);
        } while (!KeyRules.acceptableSeed(scheme, seed));
        return seed;
    }

    /** HPKE base mode, one message. Only the portable set draws all its randomness from the argument. */
    Sealed hpkeSeal(KemPublic to, byte[] info, byte[] plaintext, Randomness random) {
        return to.seal(info, plaintext, random);
    }

    /** HPKE base mode, one message; null when it does not open, whatever the reason. */
    byte @Nullable [] hpkeOpen(KemPrivate key, byte[] enc, byte[] info, byte[] ciphertext) {
        return key.open(enc, info, ciphertext);
    }

    /** The mechanism's shared secret; null when the encapsulation is not acceptable. */
    byte @Nullable [] decapsulate(KemPrivate key, byte[] enc) {
        return key.decapsulate(enc);
    }

    /** HPKE base mode over a secret that was decapsulated elsewhere; null when it does not open. */
    byte @Nullable [] hpkeOpen(Kem kem, byte[] sharedSecret, byte[] info, byte[] ciphertext) {
        return HpkeSchedule.open(gcm(), kem, sharedSecret, info, ciphertext);
    }

    /** The shared secret of a scalar and a point that {@link KeyRules} accepts; null when it is all zeros. */
    byte @Nullable [] x25519(byte[] scalar, byte[] point) {
        return x25519.agree(scalar, point);
    }

    /** Argon2id version 1.3, RFC 9106. */
    byte[] argon2id(byte[] passphrase, byte[] salt, int memoryKiB, int iterations, int parallelism, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKiB)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .build());
        byte[] out = new byte[length];
        generator.generateBytes(passphrase, out);
        return out;
    }

    private @Nullable Provider gcmProvider() {
        Provider fast = accp ? NativeLibrary.ACCP.provider() : null;
        return fast != null || !conscrypt ? fast : NativeLibrary.CONSCRYPT.provider();
    }

    private static String describe(boolean byConscrypt) {
        return describe(byConscrypt, bouncyCastle());
    }

    private static String describe(boolean byConscrypt, String otherwise) {
        return byConscrypt ? NativeLibrary.CONSCRYPT.description() : otherwise;
    }

    private static String describe(@Nullable Provider provider, String otherwise) {
        if (provider == null) {
            return otherwise;
        }
        boolean byConscrypt = provider.getName().equals("Conscrypt");
        return byConscrypt ? NativeLibrary.CONSCRYPT.description() : NativeLibrary.ACCP.description();
    }

    private static String jdk() {
        return "JDK " + Runtime.version();
    }

    private static String bouncyCastle() {
        return "BouncyCastle";
    }

    private static Primitives named(String name) {
        return switch (name) {
            case "accp+conscrypt" -> ACCP_AND_CONSCRYPT;
            case "accp" -> ACCP;
            case "conscrypt" -> CONSCRYPT;
            case "portable" -> PORTABLE;
            default -> throw new IllegalArgumentException(PROPERTY + ": no set of providers is called " + name);
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The provider of each signature scheme in one set: ACCP for Ed25519 where the set has it, Conscrypt for all where the
 * set has it, else {@link PortableSignatures}. Native services are looked up at their first use.
 *
 * <p>ES256 is signed natively only by BoringSSL, which mixes the private key and the digest into its nonce.
 */
final class Signatures {
    private static final byte[] ED25519_PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] P256_SPKI =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    private static final byte[] P256_PKCS8 =
            HexFormat.of().parseHex("304d020100301306072a8648ce3d020106082a8648ce3d030107043330310201010420");
    private static final byte[] P256_PKCS8_CURVE = HexFormat.of().parseHex("a00a06082a8648ce3d030107");

    private final Lazy<JcaSignatures> ed25519;
    private final Lazy<JcaSignatures> es256;
    private final Lazy<JcaSignatures> mlDsa;

    Signatures(boolean accp, boolean conscrypt) {
        ed25519 = new Lazy<>(() -> {
            JcaSignatures fast = accp ? accpEd25519() : null;
            return fast != null || !conscrypt ? fast : conscrypt(SignatureScheme.ED25519, "Ed25519", "EdDSA");
        });
        es256 = new Lazy<>(() -> conscrypt ? conscrypt(SignatureScheme.ES256, "SHA256withECDSA", "EC") : null);
        mlDsa = new Lazy<>(() -> conscrypt ? conscrypt(SignatureScheme.ML_DSA_65, "ML-DSA-65", "ML-DSA-65") : null);
    }

    /** The provider of the scheme, or null when it is the portable one. */
    @Nullable
    Provider provider(SignatureScheme scheme) {
        JcaSignatures service = service(scheme);
        return service == null ? null : service.provider();
    }

    SigningKey signingKey(SignatureScheme scheme, byte[] seed32) {
        if (!KeyRules.acceptableSeed(scheme, seed32)) {
            throw new IllegalArgumentException("not an acceptable " + scheme + " private key");
        }
        JcaSignatures service = service(scheme);
        if (service == null) {
            return PortableSignatures.signingKey(scheme, seed32);
        }
        return switch (scheme) {
            case ED25519 ->
                service.signingKey(
                        new PKCS8EncodedKeySpec(Framing.join(ED25519_PKCS8, seed32)),
                        PortableSignatures.ed25519PublicKey(seed32));
            case ES256 ->
                service.signingKey(
                        new PKCS8EncodedKeySpec(Framing.join(P256_PKCS8, seed32, P256_PKCS8_CURVE)),
                        P256.publicKey(seed32));
            case ML_DSA_65 -> service.signingKey(new RawKey(seed32), PortableSignatures.mlDsaPublicKey(seed32));
        };
    }

    VerifyingKey verifyingKey(SignatureScheme scheme, byte[] raw) {
        if (!KeyRules.acceptable(scheme, raw)) {
            throw new IllegalArgumentException("not an acceptable " + scheme + " public key");
        }
        return acceptedKey(scheme, raw);
    }

    /** For a key that {@link KeyRules} accepted when its card was read: their check costs more than a verification. */
    VerifyingKey acceptedKey(SignatureScheme scheme, byte[] raw) {
        JcaSignatures service = service(scheme);
        if (service == null) {
            return PortableSignatures.verifyingKey(scheme, raw);
        }
        return switch (scheme) {
            case ED25519 -> service.verifyingKey(raw, new X509EncodedKeySpec(Framing.join(ED25519_SPKI, raw)));
            case ES256 -> service.verifyingKey(raw, new X509EncodedKeySpec(Framing.join(P256_SPKI, raw)));
            case ML_DSA_65 -> service.verifyingKey(raw, new RawKey(raw));
        };
    }

    private @Nullable JcaSignatures service(SignatureScheme scheme) {
        return switch (scheme) {
            case ED25519 -> ed25519.get();
            case ES256 -> es256.get();
            case ML_DSA_65 -> mlDsa.get();
        };
    }

    /** ACCP has no key factory for Ed25519 of its own and takes the JDK's keys. */
    private static @Nullable JcaSignatures accpEd25519() {
        Provider provider = NativeLibrary.ACCP.provider();
        if (provider == null) {
            return null;
        }
        try {
            KeyFactory keys = KeyFactory.getInstance("Ed25519", "SunEC");
            return new JcaSignatures(SignatureScheme.ED25519, "Ed25519", provider, keys);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static @Nullable JcaSignatures conscrypt(SignatureScheme scheme, String algorithm, String keyAlgorithm) {
        Provider provider = NativeLibrary.CONSCRYPT.provider();
        if (provider == null) {
            return null;
        }
        try {
            return new JcaSignatures(scheme, algorithm, provider, KeyFactory.getInstance(keyAlgorithm, provider));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}

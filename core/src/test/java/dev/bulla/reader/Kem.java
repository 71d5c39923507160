// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** One private KEM key of the reader, and HPKE (RFC 9180, mode base, single shot) with it: envelope.md §2 and §4. */
final class Kem {
    static final int P256 = 0x0010;
    static final int X25519 = 0x0020;
    static final int XWING = 0x647a;

    private final int kem;
    private final AsymmetricCipherKeyPair pair;
    private final byte[] publicKey;

    private Kem(int kem, AsymmetricCipherKeyPair pair) {
        this.kem = kem;
        this.pair = pair;
        this.publicKey = hpke(kem).serializePublicKey(pair.getPublic());
    }

    /** The key of 32 bytes: an X25519 private key, an X-Wing seed, a P-256 scalar. */
    static Kem of(int kem, byte[] secret) {
        return switch (kem) {
            case X25519 -> {
                X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(secret);
                yield new Kem(kem, new AsymmetricCipherKeyPair(key.generatePublicKey(), key));
            }
            case P256 -> {
                BigInteger scalar = Notation.unsigned(secret, 0, secret.length);
                var point = new FixedPointCombMultiplier().multiply(Signatures.P256.getG(), scalar);
                yield new Kem(
                        kem,
                        new AsymmetricCipherKeyPair(
                                new ECPublicKeyParameters(point, Signatures.P256),
                                new ECPrivateKeyParameters(scalar, Signatures.P256)));
            }
            case XWING -> new Kem(kem, hpke(kem).deserializePrivateKey(secret, xwingPublicKey(secret)));
            default -> throw new IllegalArgumentException("KEM " + kem);
        };
    }

    /** The X-Wing draft's expansion of the seed: SHAKE256 to d, z of ML-KEM-768 and the X25519 private key. */
    private static byte[] xwingPublicKey(byte[] seed) {
        SHAKEDigest shake = new SHAKEDigest(256);
        shake.update(seed, 0, seed.length);
        byte[] expanded = new byte[96];
        shake.doFinal(expanded, 0, expanded.length);
        byte[] mlKem =
                new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, Arrays.copyOf(expanded, 64)).getPublicKey();
        byte[] x25519 =
                new X25519PrivateKeyParameters(expanded, 64).generatePublicKey().getEncoded();
        return Notation.concat(mlKem, x25519);
    }

    int kem() {
        return kem;
    }

    byte[] publicKey() {
        return publicKey;
    }

    /** Opens with empty associated data; empty when the slot does not open with this key, for whatever reason. */
    Optional<byte[]> open(byte[] enc, byte[] sealed, byte[] info) {
        if (!KeyChecks.opens(kem, enc)) {
            return Optional.empty();
        }
        try {
            byte[] plain = hpke(kem).setupBaseR(enc, pair, info).open(new byte[0], sealed);
            return Optional.of(plain);
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    static HPKE hpke(int kem) {
        return new HPKE(HPKE.mode_base, (short) kem, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }
}

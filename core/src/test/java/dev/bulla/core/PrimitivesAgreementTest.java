// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.ProviderSets.hex;
import static dev.bulla.core.ProviderSets.seed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What one set of providers makes, every other accepts; what one refuses, every other refuses. */
class PrimitivesAgreementTest {
    private static final byte[] INFO = "info".getBytes(US_ASCII);
    private static final byte[] MESSAGE = "a message".getBytes(US_ASCII);
    private static final byte[] OTHER = "another".getBytes(US_ASCII);
    private static final Randomness RANDOM = bytes -> new Random(42).nextBytes(bytes);

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#pairs")
    void whatOneSetSealsAnotherOpens(Primitives sender, Primitives recipient) {
        for (Kem kem : Kem.values()) {
            KemPrivate key = recipient.kemPrivate(kem, seed(3));
            Sealed sealed = sender.hpkeSeal(sender.kemPublic(kem, key.publicKey()), INFO, MESSAGE, RANDOM);

            assertThat(sealed.enc()).hasSize(kem.encBytes());
            assertThat(sealed.ciphertext()).hasSize(MESSAGE.length + Gcm.TAG_BYTES);
            assertThat(recipient.hpkeOpen(key, sealed.enc(), INFO, sealed.ciphertext()))
                    .isEqualTo(MESSAGE);
            byte[] secret = requireNonNull(recipient.decapsulate(key, sealed.enc()));
            assertThat(recipient.hpkeOpen(kem, secret, INFO, sealed.ciphertext()))
                    .isEqualTo(MESSAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#pairs")
    void whatOneSetSignsAnotherVerifies(Primitives signer, Primitives verifier) {
        for (SignatureScheme scheme : SignatureScheme.values()) {
            SigningKey signing = signer.signingKey(scheme, seed(5));
            VerifyingKey verifying = verifier.verifyingKey(scheme, signing.publicKey());
            byte[] signature = signing.sign(MESSAGE);

            assertThat(signature).hasSize(scheme.signatureBytes());
            assertThat(signing.publicKey()).hasSize(scheme.publicKeyBytes());
            assertThat(verifying.verify(MESSAGE, signature)).isTrue();
            assertThat(verifying.verify(OTHER, signature)).isFalse();
            for (int at : new int[] {0, 31, 32, 63, scheme.signatureBytes() - 1}) {
                byte[] spoiled = signature.clone();
                spoiled[at] ^= 1;
                assertThat(verifying.verify(MESSAGE, spoiled)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void aBadSignatureIsFalseAndNeverAnException(Primitives set) {
        Random random = new Random(1);
        for (SignatureScheme scheme : SignatureScheme.values()) {
            VerifyingKey key =
                    set.verifyingKey(scheme, set.signingKey(scheme, seed(5)).publicKey());
            for (int length : new int[] {0, 1, 63, 64, 65, 72, 3308, 3309, 3310}) {
                byte[] signature = new byte[length];
                assertThat(key.verify(MESSAGE, signature)).isFalse();
                Arrays.fill(signature, (byte) 0xff);
                assertThat(key.verify(MESSAGE, signature)).isFalse();
                random.nextBytes(signature);
                assertThat(key.verify(MESSAGE, signature)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void es256RefusesTheHighTwinOfASignatureAndHalvesOutOfRange(Primitives set) {
        SigningKey signing = set.signingKey(SignatureScheme.ES256, seed(5));
        VerifyingKey verifying = set.verifyingKey(SignatureScheme.ES256, signing.publicKey());
        byte[] signature = signing.sign(MESSAGE);
        BigInteger r = new BigInteger(1, signature, 0, 32);
        BigInteger s = new BigInteger(1, signature, 32, 32);

        assertThat(s).isLessThanOrEqualTo(KeyRules.P256_ORDER.shiftRight(1));
        assertThat(verifying.verify(MESSAGE, pair(r, KeyRules.P256_ORDER.subtract(s))))
                .isFalse();
        assertThat(verifying.verify(MESSAGE, pair(BigInteger.ZERO, s))).isFalse();
        assertThat(verifying.verify(MESSAGE, pair(KeyRules.P256_ORDER, s))).isFalse();
        assertThat(verifying.verify(MESSAGE, pair(r, BigInteger.ZERO))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void whatDoesNotOpenIsNullAndNeverAnException(Primitives set) {
        for (Kem kem : Kem.values()) {
            KemPrivate key = set.kemPrivate(kem, seed(3));
            Sealed sealed = set.hpkeSeal(set.kemPublic(kem, key.publicKey()), INFO, MESSAGE, RANDOM);
            byte[] enc = sealed.enc();
            byte[] ciphertext = sealed.ciphertext();

            assertThat(set.hpkeOpen(key, enc, OTHER, ciphertext)).isNull();
            assertThat(set.hpkeOpen(set.kemPrivate(kem, seed(4)), enc, INFO, ciphertext))
                    .isNull();
            for (int length : new int[] {0, 1, 15, 16, ciphertext.length - 1, ciphertext.length + 1}) {
                assertThat(set.hpkeOpen(key, enc, INFO, Arrays.copyOf(ciphertext, length)))
                        .isNull();
            }
            for (int length : new int[] {0, 1, 31, 33, 64, 66, enc.length - 1, enc.length + 1}) {
                assertThat(set.hpkeOpen(key, Arrays.copyOf(enc, length), INFO, ciphertext))
                        .isNull();
            }
            for (int fill : new int[] {0, 1, 0xff}) {
                byte[] filled = new byte[enc.length];
                Arrays.fill(filled, (byte) fill);
                assertThat(set.hpkeOpen(key, filled, INFO, ciphertext)).isNull();
            }
            for (int at = 0; at < enc.length; at += 13) {
                byte[] spoiled = enc.clone();
                spoiled[at] ^= 4;
                assertThat(set.hpkeOpen(key, spoiled, INFO, ciphertext)).isNull();
            }
        }
    }

    /** BouncyCastle's own HPKE is an implementation of the key schedule that shares no code with ours. */
    @ParameterizedTest
    @EnumSource(Kem.class)
    void whatEverySetSealsBouncyCastlesHpkeOpens(Kem kem) throws Exception {
        HPKE hpke = new HPKE(HPKE.mode_base, (short) kem.id(), HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
        for (Primitives set : ProviderSets.all()) {
            byte[] publicKey = set.kemPrivate(kem, seed(3)).publicKey();
            AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(seed(3), publicKey);
            Sealed sealed = set.hpkeSeal(set.kemPublic(kem, publicKey), INFO, MESSAGE, RANDOM);

            assertThat(hpke.setupBaseR(sealed.enc(), pair, INFO).open(new byte[0], sealed.ciphertext()))
                    .as(set.name())
                    .isEqualTo(MESSAGE);
        }
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void aPortableSealDependsOnItsRandomnessAlone(Kem kem) {
        Primitives set = Primitives.portable();
        KemPublic to = set.kemPublic(kem, set.kemPrivate(kem, seed(3)).publicKey());

        Sealed one = set.hpkeSeal(to, INFO, MESSAGE, RANDOM);
        Sealed two = set.hpkeSeal(to, INFO, MESSAGE, RANDOM);

        assertThat(hex(one.enc())).isEqualTo(hex(two.enc()));
        assertThat(hex(one.ciphertext())).isEqualTo(hex(two.ciphertext()));
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#pairs")
    void whatOneSetEncryptsAnotherDecrypts(Primitives one, Primitives other) {
        GcmKey key = new GcmKey(seed(9));
        byte[] nonce = new byte[Gcm.NONCE_BYTES];
        for (int length : new int[] {0, 1, 15, 16, 17, 1000, 65_536}) {
            byte[] plaintext = new byte[length];
            new Random(length).nextBytes(plaintext);
            byte[] sealed = new byte[length + Gcm.TAG_BYTES + 5];
            byte[] opened = new byte[length];

            assertThat(one.gcm().seal(key, nonce, plaintext, 0, length, sealed, 5))
                    .isEqualTo(length + Gcm.TAG_BYTES);
            assertThat(other.gcm().open(key, nonce, sealed, 5, length + Gcm.TAG_BYTES, opened, 0))
                    .isEqualTo(length);
            assertThat(opened).isEqualTo(plaintext);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void aWrongTagLeavesNothingReadable(Primitives set) {
        GcmKey key = new GcmKey(seed(9));
        byte[] nonce = new byte[Gcm.NONCE_BYTES];
        byte[] sealed = set.gcm().seal(seed(9), nonce, new byte[0], MESSAGE);
        sealed[sealed.length - 1] ^= 1;
        byte[] out = new byte[MESSAGE.length];
        Arrays.fill(out, (byte) 0x55);

        assertThat(set.gcm().open(key, nonce, sealed, 0, sealed.length, out, 0)).isEqualTo(-1);
        assertThat(out).containsOnly(0);
        assertThat(set.gcm().open(key, nonce, sealed, 0, 15, out, 0)).isEqualTo(-1);
        assertThat(set.gcm().open(seed(9), nonce, new byte[0], sealed)).isNull();
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void aDestroyedKeyEncryptsNothing(Primitives set) {
        byte[] bytes = seed(9);
        GcmKey key = new GcmKey(bytes);
        GcmKey copy = key.copy();
        key.destroy();
        assertThat(bytes).containsOnly(0);
        assertThat(copy.getEncoded()).isEqualTo(seed(9));
        byte[] out = new byte[MESSAGE.length + Gcm.TAG_BYTES];
        assertThatThrownBy(() -> set.gcm().seal(key, new byte[Gcm.NONCE_BYTES], MESSAGE, 0, MESSAGE.length, out, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void sealingTheSameBytesAgainGivesTheSameCiphertext(Primitives set) {
        Gcm gcm = set.gcm();
        GcmKey key = new GcmKey(seed(9));
        byte[] nonce = new byte[Gcm.NONCE_BYTES];
        byte[] first = new byte[MESSAGE.length + Gcm.TAG_BYTES];
        byte[] second = first.clone();
        gcm.seal(key, nonce, MESSAGE, 0, MESSAGE.length, first, 0);
        gcm.seal(key, nonce, MESSAGE, 0, MESSAGE.length, second, 0);
        assertThat(second).isEqualTo(first);

        byte[] inPlace = Arrays.copyOf(MESSAGE, first.length);
        gcm.seal(key, nonce, inPlace, 0, MESSAGE.length, inPlace, 0);
        assertThat(inPlace).isEqualTo(first);
        assertThat(gcm.open(key, nonce, inPlace, 0, inPlace.length, inPlace, 0)).isEqualTo(MESSAGE.length);
        assertThat(inPlace).startsWith(MESSAGE);
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void privateKeysPrintAsTheirKindAndImpossibleOnesAreRefused(Primitives set) {
        assertThat(set.kemPrivate(Kem.X_WING, seed(3))).hasToString("KemPrivate(X_WING)");
        assertThat(set.signingKey(SignatureScheme.ES256, seed(3))).hasToString("SigningKey(ES256)");
        for (byte[] scalar : new byte[][] {new byte[32], seed(0xff), new byte[31], new byte[33]}) {
            assertThatThrownBy(() -> set.kemPrivate(Kem.P256, scalar)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> set.signingKey(SignatureScheme.ES256, scalar))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> set.kemPrivate(Kem.X_WING, new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theServicesNameTheProviderOfEach() {
        assertThat(Primitives.portable().services()).containsEntry("Ed25519", "BouncyCastle");
        assertThat(Primitives.best().services())
                .containsKeys(
                        "HPKE X-Wing", "HPKE X25519", "HPKE P-256", "Ed25519", "ES256", "ML-DSA-65", "AES-256-GCM");
    }

    private static byte[] pair(BigInteger r, BigInteger s) {
        byte[] signature = new byte[64];
        for (int i = 0; i < 32; i++) {
            signature[31 - i] = r.shiftRight(8 * i).byteValue();
            signature[63 - i] = s.shiftRight(8 * i).byteValue();
        }
        return signature;
    }
}

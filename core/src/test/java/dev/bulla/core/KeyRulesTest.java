// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.ProviderSets.hex;
import static dev.bulla.core.ProviderSets.seed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys about which the providers disagree are refused before any of them sees one. */
class KeyRulesTest {
    private static final byte[] MESSAGE = "m".getBytes(US_ASCII);
    private static final BigInteger SECRET = new BigInteger("1234567890123456789012345678901234567890");

    /**
     * The encodings with small order, among them the ones with y at least p; "Taming the many EdDSAs", table 6, and
     * libsodium's list.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void anEd25519KeyOfSmallOrderIsRefusedWithEitherSign(String encoded) {
        byte[] key = hex(encoded);
        assertRefused(SignatureScheme.ED25519, key);
        key[31] |= (byte) 0x80;
        assertRefused(SignatureScheme.ED25519, key);
    }

    /** Every y from p to 2^255 - 1. */
    @Test
    void aNonCanonicalEd25519KeyIsRefused() {
        for (int above = 0; above < 19; above++) {
            byte[] key = EdwardsCurve.littleEndian(EdwardsCurve.P.add(BigInteger.valueOf(above)));
            assertRefused(SignatureScheme.ED25519, key);
        }
    }

    /** Under such a key ACCP, Conscrypt and the JDK accept some of the signatures, BouncyCastle all of them. */
    @Test
    void anEd25519KeyWithAPartOfSmallOrderIsRefused() {
        EdwardsCurve.Point sound = EdwardsCurve.BASE.times(SECRET);
        assertThat(KeyRules.acceptable(SignatureScheme.ED25519, sound.encoded()))
                .isTrue();
        for (int multiple = 1; multiple < 8; multiple++) {
            EdwardsCurve.Point part = EdwardsCurve.ORDER_8.times(BigInteger.valueOf(multiple));
            assertRefused(SignatureScheme.ED25519, sound.plus(part).encoded());
        }
    }

    /** BouncyCastle alone would accept these: it checks eight times the equation. */
    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void anEd25519SignatureWhoseRHasAPartOfSmallOrderIsRefused(Primitives set) throws Exception {
        byte[] publicKey = EdwardsCurve.BASE.times(SECRET).encoded();
        VerifyingKey key = set.verifyingKey(SignatureScheme.ED25519, publicKey);
        BigInteger r = SECRET.add(BigInteger.TEN);
        for (int multiple = 0; multiple < 8; multiple++) {
            EdwardsCurve.Point part = EdwardsCurve.ORDER_8.times(BigInteger.valueOf(multiple));
            EdwardsCurve.Point nonce = EdwardsCurve.BASE.times(r).plus(part);
            byte[] signature = EdwardsCurve.sign(nonce, r, SECRET, publicKey, MESSAGE);
            assertThat(key.verify(MESSAGE, signature)).as("R + %d T", multiple).isEqualTo(multiple == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void anEd25519SignatureWithTheNeutralPointAsRIsRefused(Primitives set) throws Exception {
        byte[] publicKey = EdwardsCurve.BASE.times(SECRET).encoded();
        EdwardsCurve.Point neutral = EdwardsCurve.BASE.times(BigInteger.ZERO);
        byte[] signature = EdwardsCurve.sign(neutral, BigInteger.ZERO, SECRET, publicKey, MESSAGE);

        assertThat(set.verifyingKey(SignatureScheme.ED25519, publicKey).verify(MESSAGE, signature))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void anEd25519SignatureWithAnSOfTheOrderOrMoreIsRefused(Primitives set) throws Exception {
        byte[] publicKey = EdwardsCurve.BASE.times(SECRET).encoded();
        EdwardsCurve.Point nonce = EdwardsCurve.BASE.times(BigInteger.TEN);
        byte[] signature = EdwardsCurve.sign(nonce, BigInteger.TEN, SECRET, publicKey, MESSAGE);
        byte[] reversed = new byte[32];
        for (int i = 0; i < 32; i++) {
            reversed[i] = signature[63 - i];
        }
        BigInteger s = new BigInteger(1, reversed).add(EdwardsCurve.L);
        System.arraycopy(EdwardsCurve.littleEndian(s), 0, signature, 32, 32);

        assertThat(set.verifyingKey(SignatureScheme.ED25519, publicKey).verify(MESSAGE, signature))
                .isFalse();
    }

    /** libsodium's list of points of small order, and RFC 7748's rule that u is below p. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0900000000000000000000000000000000000000000000000000000000000080"
            })
    void anX25519PointOfSmallOrderOrNonCanonicalIsRefusedWhereverItStands(String point) {
        assertThat(KeyRules.acceptable(Kem.X25519, hex(point))).isFalse();
        byte[] hybrid = Primitives.portable().kemPrivate(Kem.X_WING, seed(1)).publicKey();
        assertThat(KeyRules.acceptable(Kem.X_WING, hybrid)).isTrue();
        System.arraycopy(hex(point), 0, hybrid, 1184, 32);
        assertThat(KeyRules.acceptable(Kem.X_WING, hybrid)).isFalse();
        for (Primitives set : ProviderSets.all()) {
            KemPrivate key = set.kemPrivate(Kem.X25519, seed(1));
            assertThat(set.decapsulate(key, hex(point))).isNull();
            assertThat(set.hpkeOpen(key, hex(point), MESSAGE, new byte[32])).isNull();
            byte[] enc = Arrays.copyOf(new byte[1088], 1120);
            System.arraycopy(hex(point), 0, enc, 1088, 32);
            KemPrivate both = set.kemPrivate(Kem.X_WING, seed(1));
            assertThat(set.decapsulate(both, enc)).isNull();
            assertThat(set.hpkeOpen(both, enc, MESSAGE, new byte[32])).isNull();
        }
    }

    @Test
    void anMlKemKeyWithACoefficientOfTheModulusOrMoreIsRefused() {
        byte[] key = Primitives.portable().kemPrivate(Kem.X_WING, seed(1)).publicKey();
        for (int at : new int[] {0, 3, 1149}) {
            byte[] low = key.clone();
            low[at] = 0x01;
            low[at + 1] = (byte) ((low[at + 1] & 0xf0) | 0x0d); // 0xd01 is 3329
            assertThat(KeyRules.acceptable(Kem.X_WING, low)).isFalse();
            byte[] high = key.clone();
            high[at + 1] |= (byte) 0xf0;
            high[at + 2] = (byte) 0xff;
            assertThat(KeyRules.acceptable(Kem.X_WING, high)).isFalse();
            low[at] = 0x00; // 3328
            assertThat(KeyRules.acceptable(Kem.X_WING, low)).isTrue();
        }
    }

    @Test
    void aP256KeyMustBeAnUncompressedPointOfTheCurve() {
        byte[] key = Primitives.portable().kemPrivate(Kem.P256, seed(1)).publicKey();
        assertThat(KeyRules.acceptable(Kem.P256, key)).isTrue();
        assertThat(KeyRules.acceptable(SignatureScheme.ES256, key)).isTrue();
        byte[] moved = key.clone();
        moved[64] ^= 1;
        byte[] compressed = Arrays.copyOf(key, 33);
        compressed[0] = 2;
        byte[] hybrid = key.clone();
        hybrid[0] = 6;
        byte[] above = new byte[65];
        Arrays.fill(above, (byte) 0xff);
        above[0] = 4;
        byte[] origin = new byte[65];
        origin[0] = 4;
        for (byte[] wrong : new byte[][] {moved, compressed, hybrid, above, origin, new byte[65], {0}, {}}) {
            assertThat(KeyRules.acceptable(Kem.P256, wrong)).isFalse();
            assertRefused(SignatureScheme.ES256, wrong);
        }
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void aKeyOfAnotherLengthIsRefused(Kem kem) {
        for (int length : new int[] {0, 1, kem.publicKeyBytes() - 1, kem.publicKeyBytes() + 1}) {
            assertThat(KeyRules.acceptable(kem, new byte[length])).isFalse();
            for (Primitives set : ProviderSets.all()) {
                assertThatThrownBy(() -> set.kemPublic(kem, new byte[length]))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void keysThatShareMaterialOverlap() {
        Primitives set = Primitives.portable();
        byte[] hybrid = set.kemPrivate(Kem.X_WING, seed(1)).publicKey();
        byte[] inside = Arrays.copyOfRange(hybrid, 1184, 1216);
        byte[] classic = set.kemPrivate(Kem.X25519, seed(2)).publicKey();
        byte[] point = set.kemPrivate(Kem.P256, seed(1)).publicKey();

        assertThat(KeyRules.overlap(Kem.X_WING, hybrid, Kem.X25519, inside)).isTrue();
        assertThat(KeyRules.overlap(Kem.X25519, inside, Kem.X_WING, hybrid)).isTrue();
        assertThat(KeyRules.overlap(Kem.X_WING, hybrid, Kem.X25519, classic)).isFalse();
        assertThat(KeyRules.overlap(SignatureScheme.ES256, point, Kem.P256, point))
                .isTrue();
        assertThat(KeyRules.overlap(
                        SignatureScheme.ES256,
                        set.signingKey(SignatureScheme.ES256, seed(2)).publicKey(),
                        Kem.P256,
                        point))
                .isFalse();
    }

    private static void assertRefused(SignatureScheme scheme, byte[] key) {
        assertThat(KeyRules.acceptable(scheme, key))
                .as("%s %s", scheme, hex(key))
                .isFalse();
        for (Primitives set : ProviderSets.all()) {
            assertThatThrownBy(() -> set.verifyingKey(scheme, key)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

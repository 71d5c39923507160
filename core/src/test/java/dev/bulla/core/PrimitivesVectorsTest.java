// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.ProviderSets.fixed;
import static dev.bulla.core.ProviderSets.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Published vectors, on every set of providers. */
class PrimitivesVectorsTest {
    private static final byte[] EMPTY = {};
    private static final byte[] ODE = "Ode on a Grecian Urn".getBytes(US_ASCII);

    /** RFC 9180's test-vectors.json (kem 32, kdf 1, aead 2, base), as in Conscrypt's hpke-encryption.csv. */
    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void theKeyScheduleGivesTheKeysOfRfc9180ForX25519(Primitives set) {
        KemPrivate key =
                set.kemPrivate(Kem.X25519, hex("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d"));
        assertThat(hex(key.publicKey())).isEqualTo("430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c");

        byte[] secret = requireNonNull(
                set.decapsulate(key, hex("6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256")));
        HpkeSchedule.Keys keys = new HpkeSchedule.Keys(Kem.X25519, secret, ODE);
        byte[] ciphertext =
                hex("e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a");

        assertThat(set.gcm().open(keys.key, keys.baseNonce, "Count-0".getBytes(US_ASCII), ciphertext))
                .asString(US_ASCII)
                .isEqualTo("Beauty is truth, truth beauty");
    }

    /** The same vector: its ephemeral key is what the portable set draws. */
    @Test
    void aPortableSealIsTheOneOfRfc9180ForItsEphemeralKey() {
        Primitives set = Primitives.portable();
        KemPublic to =
                set.kemPublic(Kem.X25519, hex("430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c"));

        Sealed sealed =
                set.hpkeSeal(to, ODE, EMPTY, fixed("179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11"));

        assertThat(hex(sealed.enc())).isEqualTo("6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256");
    }

    /** RFC 9180 A.3.1 (its AEAD is another; the mechanism's secret does not depend on it). */
    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void theSharedSecretOfP256IsTheOneOfRfc9180(Primitives set) {
        KemPrivate key =
                set.kemPrivate(Kem.P256, hex("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"));
        assertThat(hex(key.publicKey()))
                .isEqualTo("04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
                        + "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0");
        byte[] enc = hex("04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
                + "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4");

        assertThat(hex(requireNonNull(set.decapsulate(key, enc))))
                .isEqualTo("c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8");
    }

    /**
     * Appendix C of draft-connolly-cfrg-xwing-kem (not its older spec/test-vectors.json, which puts the label first).
     * The secret depends on the whole public key and, through the check on decapsulation, on the whole encapsulation.
     */
    @ParameterizedTest
    @CsvSource({
        "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26,"
                + "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2,"
                + "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
        "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea,"
                + "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
                + "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d,"
                + "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
        "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9,"
                + "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
                + "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b,"
                + "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f"
    })
    void xWingGivesTheSecretsOfItsDraft(String seed, String randomness, String secret) {
        Primitives portable = Primitives.portable();
        KemPrivate key = portable.kemPrivate(Kem.X_WING, hex(seed));
        Sealed sealed =
                portable.hpkeSeal(portable.kemPublic(Kem.X_WING, key.publicKey()), ODE, EMPTY, fixed(randomness));

        assertThat(hex(requireNonNull(portable.decapsulate(key, sealed.enc())))).isEqualTo(secret);
        for (Primitives set : ProviderSets.all()) {
            KemPrivate same = set.kemPrivate(Kem.X_WING, hex(seed));
            assertThat(set.hpkeOpen(same, sealed.enc(), ODE, sealed.ciphertext()))
                    .as(set.name())
                    .isEmpty();
        }
    }

    /** RFC 8032 section 7.1, tests 1 and 3. */
    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void ed25519SignsAsInRfc8032(Primitives set) {
        SigningKey first = set.signingKey(
                SignatureScheme.ED25519, hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        assertThat(hex(first.publicKey()))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(hex(first.sign(EMPTY)))
                .isEqualTo("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        SigningKey third = set.signingKey(
                SignatureScheme.ED25519, hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        assertThat(hex(third.sign(hex("af82"))))
                .isEqualTo("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    }

    /** RFC 6979 A.2.5, SHA-256, "sample"; its s is high, ours is the order less that. */
    @Test
    void portableEs256IsTheSignatureOfRfc6979WithLowS() {
        SigningKey key = Primitives.portable()
                .signingKey(
                        SignatureScheme.ES256, hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));
        BigInteger high = new BigInteger("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8", 16);
        String low = KeyRules.P256_ORDER.subtract(high).toString(16);

        String signature = hex(key.sign("sample".getBytes(US_ASCII)));

        assertThat(signature).isEqualTo("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" + "0" + low);
    }

    /** RFC 5869 A.1 and A.3. */
    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void hkdfGivesTheKeysOfRfc5869(Primitives set) {
        byte[] ikm = hex("0b".repeat(22));
        byte[] prk = set.hkdfExtract(hex("000102030405060708090a0b0c"), ikm);
        assertThat(hex(prk)).isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(hex(set.hkdfExpand(prk, hex("f0f1f2f3f4f5f6f7f8f9"), 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(hex(set.hkdfExpand(set.hkdfExtract(EMPTY, ikm), EMPTY, 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void aPreparedPrfIsHkdfExpandOfOneBlock(Primitives set) {
        byte[] out = new byte[32];
        for (int length : new int[] {0, 1, 54, 55, 63, 64, 65, 200}) {
            byte[] info = new byte[length];
            set.prf(ProviderSets.seed(7)).expand(new byte[length + 3], length, out);
            assertThat(out).isEqualTo(set.hkdfExpand(ProviderSets.seed(7), info, 32));
        }
    }

    /** "The Galois/Counter Mode of Operation" (McGrew, Viega), test cases 13, 14 and 16. */
    @ParameterizedTest
    @MethodSource("dev.bulla.core.ProviderSets#all")
    void gcmGivesTheCiphertextsOfItsPaper(Primitives set) {
        byte[] zeros = new byte[32];
        assertThat(hex(set.gcm().seal(zeros, new byte[12], EMPTY, EMPTY)))
                .isEqualTo("530f8afbc74536b9a963b4f1c4cb738b");
        byte[] out = new byte[32];
        assertThat(set.gcm().seal(new GcmKey(zeros), new byte[12], new byte[16], 0, 16, out, 0))
                .isEqualTo(32);
        assertThat(hex(out)).isEqualTo("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
        byte[] plaintext = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] sealed = set.gcm()
                .seal(
                        hex("feffe9928665731c6d6a8f9467308308".repeat(2)),
                        hex("cafebabefacedbaddecaf888"),
                        hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                        plaintext);
        assertThat(hex(sealed))
                .isEqualTo("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                        + "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    /** test.c of phc-winner-argon2, version 0x13, two iterations, 256 KiB. */
    @Test
    void argon2idGivesTheHashesOfItsReferenceImplementation() {
        byte[] password = "password".getBytes(US_ASCII);
        byte[] salt = "somesalt".getBytes(US_ASCII);
        assertThat(hex(Primitives.portable().argon2id(password, salt, 256, 2, 1, 32)))
                .isEqualTo("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
        assertThat(hex(Primitives.portable().argon2id(password, salt, 256, 2, 2, 32)))
                .isEqualTo("6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulla.testkit.Trials;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The numbers are those of RFC 7748 section 6.1 and RFC 8032 section 7.1. */
class Curve25519Test {
    private static final Secret ALICE = secret("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");

    private static Secret secret(String hex) {
        return Secret.of(HexFormat.of().parseHex(hex));
    }

    @Test
    void bothSidesAgreeOnEverySetOfProviders() {
        Trials.run(50, random -> {
            byte[] mine = new byte[32];
            byte[] yours = new byte[32];
            random.nextBytes(mine);
            random.nextBytes(yours);
            byte[] first = null;
            for (Primitives set : Primitives.available()) {
                byte[] there = set.x25519(mine, X25519Agreement.publicKey(yours));
                assertThat(there).isNotNull().isEqualTo(set.x25519(yours, X25519Agreement.publicKey(mine)));
                assertThat(there).isEqualTo(first == null ? there : first);
                first = there;
            }
        });
    }

    @Test
    void aSecretOfZerosIsNone() {
        byte[] scalar = new byte[32];
        scalar[0] = 8;
        for (Primitives set : Primitives.available()) {
            assertThat(set.x25519(scalar, new byte[32])).as(set.name()).isNull();
        }
        assertThat(Curve25519.agree(ALICE, Bytes.of(new byte[32]))).isEmpty();
        byte[] one = new byte[32];
        one[0] = 1;
        assertThat(Curve25519.agree(ALICE, Bytes.of(one))).isEmpty();
        byte[] topBit = Curve25519.agreementKey(ALICE).toArray();
        topBit[31] |= (byte) 0x80;
        assertThat(Curve25519.agree(ALICE, Bytes.of(topBit))).isEmpty();
    }

    @Test
    void theSharedSecretIsThatOfTheStandard() {
        Bytes bob = Bytes.parseHex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        Secret shared = secret("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        assertThat(Curve25519.agreementKey(ALICE).hex())
                .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        assertThat(Curve25519.agree(ALICE, bob)).contains(shared);
    }

    @Test
    void aSignatureIsThatOfTheStandard() {
        Secret seed = secret("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        Bytes key = Bytes.parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        Bytes signature = Bytes.parseHex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        assertThat(Curve25519.signingKey(seed)).isEqualTo(key);
        assertThat(Curve25519.sign(seed, Bytes.EMPTY)).isEqualTo(signature);
        assertThat(Curve25519.verify(key, Bytes.EMPTY, signature)).isTrue();
        assertThat(Curve25519.verify(key, Bytes.utf8("x"), signature)).isFalse();
        assertThat(Curve25519.verify(Bytes.of(new byte[32]), Bytes.EMPTY, signature))
                .isFalse();
    }

    @Test
    void aKeyOfAnotherSizeIsMisuse() {
        assertThatThrownBy(() -> Curve25519.signingKey(Secret.of(new byte[31])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

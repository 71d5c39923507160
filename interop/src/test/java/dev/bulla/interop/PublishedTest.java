// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Where the vectors do not look: inside. The numbers were computed in Python from the texts of the standards and checked with BouncyCastle. */
class PublishedTest {
    @Test
    void theChecksumHasItsCheckValue() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(NkeyText.crc(digits, digits.length)).isEqualTo(0x31c3);
    }

    @Test
    void theStepsOfABoxGiveTheirValues() {
        byte[] dh = HexFormat.of().parseHex("4dcd93455e7d00dbb7d939ef1dbfe1500b70adedf355f85fe17fba8615d20f23");
        int[] key = XSalsa20.derive(XSalsa20.words(dh), new byte[16], 0);
        assertThat(key).isEqualTo(words("71add1e66914babc9934e17ef640a48788633751ec58d5ee86fc97ef5eed252d"));
        assertThat(XSalsa20.derive(key, new byte[16], 0))
                .isEqualTo(words("26116d6b6374a7dc1301af8b82e313ee2afa3eac6398ea419e181d3ec16c2fb0"));
    }

    /** RFC 8439 section 2.5.2, and of appendix A.3 what looks for a carry that is lost. */
    @Test
    void poly1305GivesTheTagsOfTheStandard() {
        assertThat(tag(
                        "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
                        hex("Cryptographic Forum Research Group")))
                .isEqualTo("a8061dc1305136c6c22b8baf0c0127a9");
        String two = "02" + "0".repeat(62);
        String one = "01" + "0".repeat(62);
        assertThat(tag(two, "f".repeat(32))).isEqualTo("03" + "0".repeat(30));
        assertThat(tag("02" + "0".repeat(30) + "f".repeat(32), "02" + "0".repeat(30)))
                .isEqualTo("03" + "0".repeat(30));
        assertThat(tag(one, "f".repeat(32) + "f0" + "f".repeat(30) + "11" + "0".repeat(30)))
                .isEqualTo("05" + "0".repeat(30));
        assertThat(tag(one, "f".repeat(32) + "fb" + "fe".repeat(15) + "01".repeat(16)))
                .isEqualTo("0".repeat(32));
        assertThat(tag(two, "fd" + "f".repeat(30))).isEqualTo("fa" + "f".repeat(30));
    }

    @Test
    void aServersChallengeIsSignedAsItIs() {
        Secret text = Secret.of(
                "SAAFYOZ5U4UBAJMHPITLSKDWAFBJNWH53K7LPZDQKOC5TXAGBIP4DY4WCA".getBytes(StandardCharsets.US_ASCII));
        try (NkeySeed seed = NkeySeed.parse(text).orThrow()) {
            Bytes message = Bytes.utf8("uPMbFqF4nSX75B0Nlk9uug==");
            Bytes signature = seed.sign(message);
            // nkeys.js, test/integration_test.ts
            assertThat(java.util.Base64.getEncoder().encodeToString(signature.toArray()))
                    .isEqualTo(
                            "y9t/0VxLZET6fYlSL7whq52TSv8tP7FBXZdqbQhfdpKCa3pveV7889zqkpiQcv8ivwtACQwumPe6EgrxFc7yDw==");
            assertThat(seed.publicKey().verify(message, signature)).isTrue();
            assertThat(seed.publicKey().verify(Bytes.utf8("another"), signature))
                    .isFalse();
        }
    }

    private static int[] words(String hex) {
        return XSalsa20.words(HexFormat.of().parseHex(hex));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String tag(String key, String message) {
        byte[] data = HexFormat.of().parseHex(message);
        return HexFormat.of().formatHex(Poly1305.tag(HexFormat.of().parseHex(key), data, 0, data.length));
    }
}

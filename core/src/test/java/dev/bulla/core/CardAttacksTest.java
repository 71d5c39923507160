// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cards nobody should import: E10, S2, S3, S14, S15. The forger signs whatever he says with keys that are really his. */
class CardAttacksTest {
    private final Person bob = Person.named("bob");

    private static Map<Kem, Bytes> kem(Kem kem, byte[] key) {
        return Map.of(kem, Bytes.owned(key));
    }

    private static byte[] littleEndian(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] reversed = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            reversed[bytes.length - 1 - i] = bytes[i];
        }
        return reversed;
    }

    /** Under a key of small order anybody's signature verifies for some library: its owner could say "not me", and readers would disagree. */
    @Test
    void s2AWeakOrOddlyWrittenSigningKeyIsNotImported() {
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        List<byte[]> keys = List.of(
                littleEndian("01"),
                littleEndian("00"),
                littleEndian("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
                littleEndian("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"),
                littleEndian("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"),
                littleEndian("8000000000000000000000000000000000000000000000000000000000000001"),
                littleEndian("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee"),
                littleEndian("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
                new byte[32],
                new byte[31]);
        for (byte[] key : keys) {
            Map<SignatureScheme, Bytes> weak = Map.of(SignatureScheme.ED25519, Bytes.owned(key));
            assertThat(forger.imported(c -> ForgedCard.withSigning(c, weak))).isEqualTo("CARD_INVALID");
        }
        assertThat(forger.imported(c -> c)).isEqualTo("good");
    }

    /** Under the neutral point (B, 1) is a signature over everything: the JDK says so. A card with both is refused for its key alone. */
    @Test
    void s2AKeyUnderWhichEverythingVerifiesIsNotImportedThoughEverySignatureHolds() throws GeneralSecurityException {
        byte[] neutral = littleEndian("01");
        byte[] base = littleEndian("6666666666666666666666666666666666666666666666666666666666666658");
        byte[] always = Framing.join(base, littleEndian("01"));
        byte[] spki = Framing.join(HexFormat.of().parseHex("302a300506032b6570032100"), neutral);
        PublicKey key = KeyFactory.getInstance("Ed25519", "SunEC").generatePublic(new X509EncodedKeySpec(spki));
        for (String anything : List.of("I said this", "and that")) {
            Signature verifier = Signature.getInstance("Ed25519", "SunEC");
            verifier.initVerify(key);
            verifier.update(anything.getBytes(StandardCharsets.UTF_8));
            assertThat(verifier.verify(always)).isTrue();
        }
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        Map<SignatureScheme, Bytes> weak = Map.of(SignatureScheme.ED25519, Bytes.owned(neutral));
        assertThat(forger.imported(c -> ForgedCard.withSigning(c, weak), always))
                .isEqualTo("CARD_INVALID");
    }

    /** Nobody lists a signing key that is not his: each signs the statement itself. */
    @Test
    void s2ASigningKeyOfSomebodyElseCannotBeListed() {
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        Map<SignatureScheme, Bytes> bobs = bob.card().head().signingKeys();
        assertThat(forger.imported(c -> ForgedCard.withSigning(c, bobs))).isEqualTo("CARD_INVALID");
    }

    @Test
    void s3KeysThatAreNotKeysOrServeTwoUsesAreNotImported() {
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        byte[] xWing = Forge.there(forger.first().kemKeys().get(Kem.X_WING)).toArray();
        byte[] noMlKem = xWing.clone();
        noMlKem[0] = (byte) 0xff;
        noMlKem[1] = (byte) 0xff;
        byte[] smallOrder = Arrays.copyOf(Arrays.copyOf(xWing, 1184), 1216);
        byte[] notCanonical = xWing.clone();
        notCanonical[1215] |= (byte) 0x80;
        for (byte[] key : List.of(noMlKem, smallOrder, notCanonical, Arrays.copyOf(xWing, 1215))) {
            assertThat(forger.imported(c -> ForgedCard.withKems(c, kem(Kem.X_WING, key))))
                    .isEqualTo("CARD_INVALID");
        }
        Map<Kem, Bytes> shared = new EnumMap<>(Kem.class);
        shared.put(Kem.X_WING, Bytes.of(xWing));
        shared.put(Kem.X25519, Bytes.of(xWing, 1184, 32));
        assertThat(forger.imported(c -> opens(ForgedCard.withKems(c, shared), Set.of(Suite.HYBRID, Suite.CLASSIC))))
                .isEqualTo("CARD_INVALID");
        shared.put(
                Kem.X25519,
                Person.of("other", Suite.CLASSIC).card().head().kemKeys().get(Kem.X25519));
        assertThat(forger.imported(c -> opens(ForgedCard.withKems(c, shared), Set.of(Suite.HYBRID, Suite.CLASSIC))))
                .isEqualTo("good");

        ForgedCard nist = new ForgedCard("nist", Suite.NIST);
        byte[] point = Forge.there(nist.first().signingKeys().get(SignatureScheme.ES256))
                .raw();
        assertThat(nist.imported(c -> ForgedCard.withKems(c, kem(Kem.P256, point))))
                .isEqualTo("CARD_INVALID");
        byte[] offCurve = Forge.there(nist.first().kemKeys().get(Kem.P256)).toArray();
        offCurve[64] ^= 1;
        assertThat(nist.imported(c -> ForgedCard.withKems(c, kem(Kem.P256, offCurve))))
                .isEqualTo("CARD_INVALID");
        assertThat(nist.imported(c -> c)).isEqualTo("good");
    }

    private static Statement.Content opens(Statement.Content c, Set<Suite> opens) {
        return new Statement.Content(
                c.number(),
                c.identifier(),
                c.name(),
                c.created(),
                c.notAfter(),
                c.closed(),
                c.compromised(),
                opens,
                c.signs(),
                c.signingKeys(),
                c.kemKeys(),
                c.next(),
                c.previous());
    }

    /** A daily key that is also a control key would hand the identity to whoever steals it. */
    @Test
    void s3AControlKeyThatIsADailyKeyIsNotImported() {
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        ControlKey daily = ControlKey.of(
                Suite.HYBRID,
                Secret.of(forger.daily.signing(SignatureScheme.ED25519).expose()));
        Card.Signed signed = forger.signed(forger.first(), daily);
        assertThat(word(List.of(signed))).isEqualTo("CARD_INVALID");
        assertThat(word(List.of(forger.signed(forger.first(), forger.control)))).isEqualTo("good");
    }

    private static String word(List<Card.Signed> chain) {
        try {
            Card.of(chain);
            return "good";
        } catch (Refusal refused) {
            return refused.problem().name();
        }
    }

    /** Each rule of a second statement, broken alone. The forger has the right control key. */
    @Test
    void e10EveryRuleOfTheChainHolds() {
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        Card.Signed first = forger.signed(forger.first(), forger.control);
        Card card = Card.of(List.of(first));
        Statement.Content right = second(card, forger, 1, card.identifier(), 0, List.of(), Card.hash(card.head()));
        Map<String, Statement.Content> lies = new LinkedHashMap<>();
        lies.put("a number skipped", second(card, forger, 2, card.identifier(), 0, List.of(), Card.hash(card.head())));
        lies.put(
                "of another identity", second(card, forger, 1, bob.identifier(), 0, List.of(), Card.hash(card.head())));
        lies.put(
                "after another statement",
                second(
                        card,
                        forger,
                        1,
                        card.identifier(),
                        0,
                        List.of(),
                        Card.hash(bob.card().head())));
        lies.put(
                "made before the first",
                second(card, forger, 1, card.identifier(), -1, List.of(), Card.hash(card.head())));
        lies.forEach((what, lie) -> assertThat(word(List.of(first, forger.signed(lie, forger.next))))
                .as(what)
                .isEqualTo("CARD_INVALID"));
        assertThat(word(List.of(first, forger.signed(right, forger.control))))
                .as("by the first control key again")
                .isEqualTo("CARD_INVALID");
        assertThat(word(List.of(first, forger.signed(right, forger.next)))).isEqualTo("good");
        assertThat(word(List.of(forger.signed(right, forger.next))))
                .as("without its beginning")
                .isEqualTo("CARD_INVALID");
    }

    private static Statement.Content second(
            Card card,
            ForgedCard forger,
            int number,
            Identifier identifier,
            long later,
            List<Integer> compromised,
            Bytes previous) {
        Statement.Content c = forger.first();
        return new Statement.Content(
                number,
                identifier,
                c.name(),
                c.created() + later,
                c.notAfter(),
                false,
                compromised,
                c.opens(),
                c.signs(),
                c.signingKeys(),
                c.kemKeys(),
                c.next(),
                previous);
    }

    /** A report of theft cannot be taken back by a later statement. */
    @Test
    void e10AReportOfTheftIsNeverTakenBack() {
        Person alice = Person.named("alice").rotate(World.NOW, 0);
        Statement head = alice.card().head();
        assertThat(head.compromised()).containsExactly(0);
        assertThat(alice.rotate(World.NOW).card().head().compromised()).containsExactly(0);
        ForgedCard forger = new ForgedCard("forger", Suite.HYBRID);
        Card.Signed first = forger.signed(forger.first(), forger.control);
        Card card = Card.of(List.of(first));
        Statement.Content report = second(card, forger, 1, card.identifier(), 0, List.of(0), Card.hash(card.head()));
        Card.Signed reported = forger.signed(
                new Statement.Content(
                        1,
                        report.identifier(),
                        "forger",
                        report.created(),
                        report.notAfter(),
                        false,
                        List.of(0),
                        report.opens(),
                        report.signs(),
                        report.signingKeys(),
                        report.kemKeys(),
                        forger.control.commitment(),
                        report.previous()),
                forger.next);
        for (List<Integer> list : List.of(List.<Integer>of(), List.of(0))) {
            Statement.Content third =
                    second(card, forger, 2, card.identifier(), 0, list, Card.hash(reported.statement()));
            String expected = list.isEmpty() ? "CARD_INVALID" : "good";
            assertThat(word(List.of(first, reported, forger.signed(third, forger.control))))
                    .isEqualTo(expected);
        }
    }

    /** A hybrid identity does not become post-quantum by rotating: its first statement is as weak as ever. */
    @Test
    void s14AnIdentityIsAsStrongAsItsWeakestStatement() {
        ForgedCard forger = new ForgedCard("forger", Suite.PQ);
        ControlKey classic = ControlKey.generate(Suite.HYBRID, new Person.Seeds("classic control"));
        assertThat(word(List.of(forger.signed(forger.first(), classic)))).isEqualTo("CARD_INVALID");
        assertThat(word(List.of(forger.signed(forger.first(), forger.control)))).isEqualTo("good");
    }

    /** Two identities of one name are two identities: only a directory binds a name. */
    @Test
    void s15ANameIsAClaim() {
        Card fake = new ForgedCard("bob", Suite.HYBRID).card(c -> c);
        assertThat(fake.name()).isEqualTo(bob.card().name());
        assertThat(fake.identifier()).isNotEqualTo(bob.identifier());
    }

    /** Bits flipped and lengths changed anywhere: an answer, never an exception, and never another card. */
    @Test
    void aChangedCardIsRefusedAndNothingElseHappens() {
        Random random = new Random(1);
        for (Suite suite : Suite.values()) {
            byte[] card = Person.of("somebody", suite)
                    .rotate(World.NOW)
                    .card()
                    .encoded()
                    .toArray();
            for (int i = 0; i < 150; i++) {
                byte[] changed = i % 3 == 0 ? Arrays.copyOf(card, random.nextInt(card.length)) : card.clone();
                if (i % 3 != 0) {
                    changed[i < 60 ? i : random.nextInt(card.length)] ^= (byte) (1 << random.nextInt(8));
                }
                assertThat(Forge.word(Card.decode(Bytes.of(changed))))
                        .isIn("MALFORMED", "CARD_INVALID", "LIMIT_EXCEEDED", "VERSION_UNKNOWN");
            }
        }
    }
}

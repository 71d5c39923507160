// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Making a message appear sent to, or sent by, somebody else: E1, E2, E3, S10. Where it is cheap, a test also shows that the forgery is right in
 * everything but the one thing that stops it.
 */
class RedirectionAttacksTest {
    private final Person alice = Person.named("alice");
    private final Person bob = Person.named("bob");
    private final Person carol = Person.named("carol");
    private final Person mallory = Person.named("mallory");
    private final World world = World.of(alice, bob, carol, mallory);

    private String bobSees(Bytes envelope) {
        return world.outcome(bob, envelope, Expectation.none());
    }

    /** Mallory's card, in order in every way, that lists Bob's key as hers. */
    private Card malloryWithBobsKey() {
        Map<Kem, Bytes> stolen = bob.card().head().kemKeys();
        Card card = new ForgedCard("mallory", Suite.HYBRID).card(c -> ForgedCard.withKems(c, stolen));
        assertThat(Card.decode(card.encoded())).isInstanceOf(Outcome.Good.class);
        world.known.put("mallory", card);
        return card;
    }

    @Test
    void e1AMessageForMalloryDoesNotOpenForBobThoughSheListsHisKey() {
        Card hers = malloryWithBobsKey();
        world.policy = Policy.knownInAnyProof();
        for (Proof proof : Proof.values()) {
            Bytes envelope = world.seal(alice, Draft.to("mallory").proof(proof).part("body", "I owe you 100"));
            assertThat(bobSees(envelope)).as(proof.label()).isEqualTo("NOT_AUTHENTIC");

            EpochCore core = EpochCore.read(new CborReader(ForgedWire.read(envelope).epoch));
            byte[] keyId = EpochCore.keyId(Forge.PRIMITIVES, Suite.HYBRID, Forge.kemKey(bob, Kem.X_WING));
            int slot = core.slot(EpochCore.hint(Forge.PRIMITIVES, core.salt(), keyId));
            byte[] info = EpochCore.slotInfo(Suite.HYBRID, core.head(Forge.PRIMITIVES), hers.identifier(), keyId);
            assertThat(bob.identity().keys().open(0, Kem.X_WING, core.enc(slot), Bytes.owned(info), core.sealed(slot)))
                    .as("only the identifier in the info keeps Bob's own key from opening it")
                    .isPresent();
        }
        Bytes hidden = world.seal(alice, Draft.to("mallory").hidden().part("body", "I owe you 100"));
        assertThat(bobSees(hidden)).isEqualTo("not_for_me");
    }

    @Test
    void e1ASenderWhoSealsToBothHolderAndThiefOfOneKeyIsToldSo() {
        malloryWithBobsKey();
        Outcome<SealedMessage> sealed =
                world.sealer(alice).seal(Draft.to("bob", "mallory").part("body", "x"));
        assertThat(Forge.word(sealed)).isEqualTo("SHARED_KEY");
    }

    /** Mallory got a message from Alice, knows all its keys, and wraps it for Bob under Alice's name and signature. */
    @Test
    void e1ARecipientCannotForwardAMessageAsIfItHadBeenSentToSomebodyElse() {
        Bytes toMallory = world.seal(alice, Draft.to("mallory").part("body", "I owe you 100"));
        ForgedWire original = ForgedWire.read(toMallory);
        EpochKeys known = Forge.insider(mallory, original.epoch);
        byte[] signature = original.decrypt(known, 0, MessageKeys.PROOF, 0, true, original.proof);

        byte[] secret = Forge.stolen(mallory, original.epoch, 0);
        Forge forge = Forge.of(Suite.HYBRID, known.who(), 1).secret(0, secret).slot(bob, 0);
        ForgedWire forged = forge.message(original.counter, "I owe you 100").prove(forge.keys(), signature);
        assertThat(bobSees(forged.bytes())).isEqualTo("NOT_AUTHENTIC");
        assertThat(bobSees(forged.sign(forge.keys(), alice).bytes()))
                .as("with a signature of Alice's the same bytes open")
                .isEqualTo("opened");
    }

    @Test
    void e1AddingOrDroppingAReaderMakesAnotherEpochWhichNobodySigned() {
        ForgedWire original =
                ForgedWire.read(world.seal(alice, Draft.to("bob", "mallory").part("body", "hello")));
        EpochKeys known = Forge.insider(mallory, original.epoch);
        byte[] signature = original.decrypt(known, 0, MessageKeys.PROOF, 0, true, original.proof);
        byte[] secret = Forge.stolen(mallory, original.epoch, 0);
        for (List<Person> readers : List.of(List.of(bob, mallory, carol), List.of(bob))) {
            Forge forge = Forge.of(Suite.HYBRID, known.who(), 1).secret(0, secret);
            readers.forEach(reader -> forge.slot(reader, 0));
            ForgedWire forged = forge.message(0, "hello").prove(forge.keys(), signature);
            assertThat(bobSees(forged.bytes())).isEqualTo("NOT_AUTHENTIC");
            assertThat(bobSees(forged.sign(forge.keys(), alice).bytes())).isEqualTo("opened");
            world.replay = MemoryReplay.of(java.time.Instant.MIN);
        }
    }

    @Test
    void e1AVoucherForMalloryIsWorthNothingInAnEpochForBob() {
        world.policy = Policy.knownInAnyProof();
        ForgedWire original = ForgedWire.read(
                world.seal(alice, Draft.to("mallory").proof(Proof.PAIRWISE).part("body", "for Mallory")));
        byte[] secret = Forge.stolen(mallory, original.epoch, 0);
        EpochCore core = EpochCore.read(new CborReader(original.epoch));
        byte[] voucherKey = new CompartmentSecret(Forge.PRIMITIVES, Suite.HYBRID, core.salt(), 0, secret).voucherKey();
        byte[] signature = EpochOpener.decrypt(Forge.PRIMITIVES, voucherKey, original.voucher);

        Forge forge = Forge.naming(alice, Proof.PAIRWISE, 1).slot(bob, 0);
        ForgedWire forged = forge.message(0, "for Bob");
        forged.voucher = forge.voucher(signature);
        assertThat(bobSees(forged.bytes())).isEqualTo("NOT_AUTHENTIC");
        forged.voucher = forge.voucher(Forge.sign(alice, 0, Suite.HYBRID, forge.who, forged.epochId()));
        assertThat(bobSees(forged.bytes())).isEqualTo("opened");
    }

    @Test
    void e1ASenderWhoListsAddresseesIsBelievedAndARecipientOutsideTheListRefuses() {
        List<Identifier> list = List.of(carol.identifier());
        Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 1).slot(bob, 0);
        byte[] header = Forge.header(World.NOW.toEpochMilli(), -1, "", list, "body", 0);
        ForgedWire wire = ForgedWire.of(forge.core(), forge.keys(), 0, header).part(forge.keys(), 0, Forge.text("x"));
        assertThat(bobSees(wire.sign(forge.keys(), mallory).bytes())).isEqualTo("NOT_ADDRESSED");
    }

    /** Two identities of one owner with one Ed25519 key: whose signature is it? */
    @Test
    void e2ASignatureSpeaksOnlyForTheIdentityItNamesThoughAnotherHasTheSameKey() {
        Card twin =
                new ForgedCard("twin", Suite.HYBRID, Forge.there(mallory.keys().get(0))).card(c -> c);
        assertThat(twin.head().signingKeys()).isEqualTo(mallory.card().head().signingKeys());
        assertThat(twin.identifier()).isNotEqualTo(mallory.identifier());
        world.known.put("twin", twin);

        Who asTwin = Forge.who(twin.identifier(), 0, Proof.SIGNATURE);
        Forge forge = Forge.of(Suite.HYBRID, asTwin, 1).slot(bob, 0).slot(carol, 0);
        ForgedWire wire = forge.message(0, "who am I?");
        Who asMallory = Forge.who(mallory.identifier(), 0, Proof.SIGNATURE);
        wire.prove(forge.keys(), Forge.sign(mallory, 0, Suite.HYBRID, asMallory, wire.digest()));
        assertThat(bobSees(wire.bytes())).isEqualTo("NOT_AUTHENTIC");
        wire.prove(forge.keys(), Forge.sign(mallory, 0, Suite.HYBRID, asTwin, wire.digest()));
        assertThat(world.open(bob, wire.bytes(), "").orThrow().sender().name()).isEqualTo("twin");
        assertThat(world.open(carol, wire.bytes(), "").orThrow().sender().name())
                .isEqualTo("twin");
    }

    /** With another {@code S_0} one reader would see another sender: the commitment is to one. */
    @Test
    void e2OneEpochCannotNameTwoSendersToTwoReaders() {
        Forge forge = Forge.naming(mallory, Proof.SIGNATURE, 1).slot(bob, 0);
        byte[] other = forge.entries(1, 0);
        Arrays.fill(other, 1, 33, (byte) 7);
        forge.slot(Forge.kemKey(carol, Kem.X_WING), carol.identifier().value().raw(), other);
        ForgedWire wire = forge.message(0, "x").sign(forge.keys(), mallory);
        assertThat(bobSees(wire.bytes())).isEqualTo("opened");
        assertThat(world.outcome(carol, wire.bytes(), Expectation.none())).isEqualTo("NOT_AUTHENTIC");
    }

    @Test
    void e3ASignatureOverABareHashOrForAnotherPurposeProvesNothing() {
        Forge forge = Forge.naming(alice, Proof.SIGNATURE, 1).slot(bob, 0);
        ForgedWire wire = forge.message(0, "x");
        byte[] digest = wire.digest();
        Who pairwise = Forge.who(alice.identifier(), 0, Proof.PAIRWISE);
        Who batch = Forge.who(alice.identifier(), 0, Proof.BATCH);
        byte[] asStatement =
                Label.STATEMENT.frame(forge.who.signedBody(Suite.HYBRID, digest).raw());
        List<byte[]> oracle = List.of(
                Forge.signRaw(alice, 0, Suite.HYBRID, digest),
                Forge.signRaw(alice, 0, Suite.HYBRID, asStatement),
                Forge.sign(alice, 0, Suite.HYBRID, pairwise, digest),
                Forge.sign(alice, 0, Suite.HYBRID, batch, digest),
                Forge.sign(alice, 0, Suite.HYBRID, forge.who, forge.keys().id()),
                Forge.signRaw(alice, 0, Suite.HYBRID, Label.SIGNATURE.frame(pqBody(forge.who, digest))));
        for (byte[] signature : oracle) {
            assertThat(bobSees(wire.prove(forge.keys(), signature).bytes())).isEqualTo("NOT_AUTHENTIC");
        }
        assertThat(bobSees(wire.sign(forge.keys(), alice).bytes())).isEqualTo("opened");
    }

    private static byte[] pqBody(Who who, byte[] digest) {
        return who.signedBody(Suite.PQ, digest).raw();
    }

    @Test
    void e3PrivateKeysHaveNoWayToSignWithoutSayingWhatFor() {
        for (Method method : PrivateKeys.class.getMethods()) {
            if (method.getReturnType() == Bytes.class) {
                assertThat(method.getParameterTypes()).contains(Label.class);
            }
        }
    }

    @Test
    void s10AMessageForOneContextIsRefusedInEveryOtherAndInNone() {
        Bytes orders = world.seal(alice, Draft.to("bob").context("orders").part("body", "x"));
        for (String other : List.of("", "refunds", "Orders", "orders ", "order")) {
            assertThat(world.outcome(bob, orders, Expectation.of(other))).isEqualTo("WRONG_CONTEXT");
        }
        Bytes none = world.seal(alice, Draft.to("bob").part("body", "x"));
        assertThat(world.outcome(bob, none, Expectation.of("orders"))).isEqualTo("WRONG_CONTEXT");
        assertThat(world.outcome(bob, orders, Expectation.of("orders"))).isEqualTo("opened");
    }
}

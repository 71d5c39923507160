// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.List;

/** One place in a chain of statements, and all that must hold there ({@code spec/identity.md} §2 and §3). */
final class Link {
    private final Identifier identifier;
    private final List<Card.Signed> chain;
    private final int place;
    private final Primitives primitives;

    Link(Identifier identifier, List<Card.Signed> chain, int place, Primitives primitives) {
        this.identifier = identifier;
        this.chain = chain;
        this.place = place;
        this.primitives = primitives;
    }

    void verify() {
        Card.Signed link = chain.get(place);
        claim(link.statement().number() == place);
        claim(link.controlSuite() == chain.get(0).controlSuite());
        claim(!link.statement().signs().contains(Suite.PQ) || link.controlSuite() == Suite.PQ);
        controlKeyIsNoSigningKey(link);
        if (place > 0) {
            follows(chain.get(place - 1), link);
        }
        byte[] signed = Label.STATEMENT.frame(Framing.join(
                new byte[] {link.controlSuite().id()}, link.statement().encoded()));
        claim(Verifier.of(link.controlSuite(), link.controlKey(), primitives).verify(signed, link.controlSignature()));
        int at = 0;
        for (var key : link.statement().signingKeys().entrySet()) {
            claim(primitives
                    .acceptedKey(key.getKey(), key.getValue().raw())
                    .verify(signed, link.signatures().get(at++)));
        }
    }

    private void follows(Card.Signed before, Card.Signed link) {
        Statement.Content content = link.statement().content();
        claim(!before.statement().closed());
        claim(identifier.equals(content.identifier()));
        claim(content.previous() != null && Card.hash(before.statement()).equals(content.previous()));
        claim(ControlKey.commitment(link.controlSuite(), link.controlKey())
                .equals(before.statement().content().next()));
        claim(content.created() >= before.statement().content().created());
        claim(content.compromised().containsAll(before.statement().compromised()));
    }

    private void controlKeyIsNoSigningKey(Card.Signed link) {
        int at = 0;
        for (SignatureScheme scheme : link.controlSuite().schemes()) {
            byte[] key = Arrays.copyOfRange(link.controlKey(), at, at += scheme.publicKeyBytes());
            claim(KeyRules.acceptable(scheme, key));
            for (Card.Signed any : chain) {
                any.statement().signingKeys().values().forEach(daily -> claim(!Arrays.equals(daily.raw(), key)));
            }
        }
    }

    /** Ends the reading when this does not hold of the card. */
    static void claim(boolean holds) {
        if (!holds) {
            throw new Refusal(Problem.CARD_INVALID);
        }
    }
}

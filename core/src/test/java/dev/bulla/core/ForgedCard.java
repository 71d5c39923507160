// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Cards that say what an honest owner would not. The keys are real, so every signature the forger can make is there. */
final class ForgedCard {
    final Suite suite;
    final DailyKeys daily;
    final ControlKey control;
    final ControlKey next;
    private final String name;

    ForgedCard(String name, Suite suite) {
        this(name, suite, daily(name, suite));
    }

    /** Somebody with daily keys that another identity has too. */
    ForgedCard(String name, Suite suite, DailyKeys daily) {
        Person.Seeds seeds = new Person.Seeds(name + " forged control");
        this.name = name;
        this.suite = suite;
        this.daily = daily;
        this.control = ControlKey.generate(suite, seeds);
        this.next = ControlKey.generate(suite, seeds);
    }

    static DailyKeys daily(String name, Suite suite) {
        Chain.Plan plan = Chain.Plan.usual(name, suite, Person.BIRTH);
        return DailyKeys.generate(plan.opens(), plan.signs(), new Person.Seeds(name + " forged daily"));
    }

    Statement.Content first() {
        Chain.Plan plan = Chain.Plan.usual(name, suite, Person.BIRTH);
        Map<SignatureScheme, Bytes> signing = new LinkedHashMap<>();
        daily.signers(Forge.PRIMITIVES).forEach((scheme, key) -> signing.put(scheme, Bytes.owned(key.publicKey())));
        Map<Kem, Bytes> kem = new EnumMap<>(Kem.class);
        daily.readers(Forge.PRIMITIVES).forEach((of, key) -> kem.put(of, Bytes.owned(key.publicKey())));
        long born = Person.BIRTH.toEpochMilli();
        return new Statement.Content(
                0,
                null,
                name,
                born,
                born + Chain.USUAL_LIFE.toMillis(),
                false,
                List.of(),
                plan.opens(),
                plan.signs(),
                signing,
                kem,
                next.commitment(),
                null);
    }

    /** A card of one statement, changed as the forger likes; a {@link Refusal} when nobody would import it. */
    Card card(UnaryOperator<Statement.Content> change) {
        return Card.of(List.of(signed(change.apply(first()), control)));
    }

    /** What importing that card answers: {@code good}, or the problem. */
    String imported(UnaryOperator<Statement.Content> change) {
        try {
            return Forge.word(Card.decode(card(change).encoded()));
        } catch (Refusal refused) {
            return refused.problem().name();
        }
    }

    /** The same with one daily signature of any bytes in place of those by the forger's keys. */
    String imported(UnaryOperator<Statement.Content> change, byte[] signature) {
        try {
            Card.Signed right = signed(first(), control);
            Statement statement = Statement.of(change.apply(first()));
            byte[] signed = Label.STATEMENT.frame(Framing.join(new byte[] {suite.id()}, statement.encoded()));
            Card.of(List.of(
                    new Card.Signed(statement, suite, right.controlKey(), control.sign(signed), List.of(signature))));
            return "good";
        } catch (Refusal refused) {
            return refused.problem().name();
        }
    }

    Card.Signed signed(Statement.Content content, ControlKey by) {
        Statement statement = Statement.of(content);
        byte[] signed =
                Label.STATEMENT.frame(Framing.join(new byte[] {by.suite().id()}, statement.encoded()));
        List<byte[]> signatures = new ArrayList<>();
        statement
                .signingKeys()
                .keySet()
                .forEach(scheme -> signatures.add(
                        Forge.there(daily.signers(Forge.PRIMITIVES).get(scheme)).sign(signed)));
        return new Card.Signed(statement, by.suite(), by.publicKey(), by.sign(signed), signatures);
    }

    static Statement.Content withKems(Statement.Content c, Map<Kem, Bytes> kems) {
        return new Statement.Content(
                c.number(),
                c.identifier(),
                c.name(),
                c.created(),
                c.notAfter(),
                c.closed(),
                c.compromised(),
                c.opens(),
                c.signs(),
                c.signingKeys(),
                kems,
                c.next(),
                c.previous());
    }

    static Statement.Content withSigning(Statement.Content c, Map<SignatureScheme, Bytes> keys) {
        return new Statement.Content(
                c.number(),
                c.identifier(),
                c.name(),
                c.created(),
                c.notAfter(),
                c.closed(),
                c.compromised(),
                c.opens(),
                c.signs(),
                keys,
                c.kemKeys(),
                c.next(),
                c.previous());
    }
}

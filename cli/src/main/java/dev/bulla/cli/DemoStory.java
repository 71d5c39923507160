// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import dev.bulla.mqtt.MqttCarrier;
import dev.bulla.node.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/**
 * The demonstration itself, step by step and for real: every value it gives was observed. For one thread.
 *
 * <p>Eve holds the second order back, because a message that its reader has handled already is refused as a replay before anything else
 * is looked at.
 */
final class DemoStory {
    private static final String REFUNDS = "refunds";
    private static final String TICKETS = "tickets";
    private static final int LETTER_BYTES = 1024;
    private static final int CROSSINGS = 15;
    private static final Duration WARMING = Duration.ofMillis(400);
    private static final Duration MEASURING = Duration.ofMillis(400);

    private final EmbeddedBroker broker;
    private final DemoStage.Cast cast;
    private final MqttCarrier shop;
    private final DemoEve eve;
    private final Map<String, DemoReader> readers = new LinkedHashMap<>();
    private final DemoReader support;

    private DemoStory(DemoStage stage, EmbeddedBroker broker, DemoStage.Cast cast) {
        this.broker = broker;
        this.cast = cast;
        List<Future<MqttCarrier>> connections = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            connections.add(stage.begin(() -> stage.connect(broker)));
        }
        List<MqttCarrier> carriers = connections.stream().map(DemoStage::await).toList();
        shop = carriers.get(0);
        List<Party> parties = List.of(cast.billing(), cast.shipping(), cast.auditor());
        for (int i = 0; i < parties.size(); i++) {
            DemoReader reader = new DemoReader(parties.get(i));
            reader.listen(carriers.get(1 + i), DemoLetter.ORDERS);
            readers.put(parties.get(i).name(), reader);
        }
        reader(DemoLetter.BILLING).listen(carriers.get(1), REFUNDS);
        support = new DemoReader(cast.support());
        support.listen(carriers.get(4), TICKETS);
        eve = new DemoEve(carriers.get(5), cast.eve(), cast.impostor());
    }

    /** Starts the broker, makes the cast, connects everybody. */
    static DemoStory begin(DemoStage stage) {
        Future<EmbeddedBroker> broker = stage.begin(stage::broker);
        DemoStage.Cast cast = stage.cast();
        return new DemoStory(stage, DemoStage.await(broker), cast);
    }

    /** Where the broker listens. */
    String address() {
        return broker.mqtt().getAuthority();
    }

    /** The shop sends an order, eve looks at it and hands it on. */
    DemoFacts.Wire send() {
        order();
        Bytes sealed = eve.intercepted();
        String text = new String(sealed.toArray(), StandardCharsets.ISO_8859_1);
        List<String> found = DemoLetter.WORDS.stream().filter(text::contains).toList();
        return new DemoFacts.Wire(sealed, Inspection.of(sealed).orThrow(), DemoLetter.WORDS, found);
    }

    /** What the readers make of the order they were sent. */
    List<DemoFacts.View> views() {
        return readers.values().stream().map(DemoReader::next).toList();
    }

    /**
     * Eve does what she can.
     *
     * @param handled an order that the readers have acted on
     */
    List<DemoFacts.Attack> attacks(Bytes handled) {
        List<DemoFacts.Attack> all = new ArrayList<>();
        eve.hold();
        order();
        Bytes held = eve.intercepted();

        eve.deliver(eve.tampered(held, DemoLetter.PARTS.indexOf(DemoLetter.CARD)));
        all.add(attack(1, "tamper", "flipped one bit of the card on its way", Problem.NOT_AUTHENTIC, views()));

        eve.deliver(handled);
        all.add(attack(2, "replay", "delivered the first order once more", Problem.REPLAYED, views()));

        eve.deliver(eve.resigned(held));
        all.add(attack(3, "forge", "put her signature in place of shop's", Problem.NOT_AUTHENTIC, views()));
        eve.deliver(eve.forged());
        all.add(attack(3, "forge", "sealed an order of her own as \"shop\"", Problem.UNTRUSTED_SENDER, views()));

        eve.deliver(held, DemoLetter.BILLING, REFUNDS);
        DemoFacts.View refund = reader(DemoLetter.BILLING).next();
        all.add(attack(4, "redirect", "moved it to the queue \"refunds\"", Problem.WRONG_CONTEXT, List.of(refund)));
        eve.deliver(held, DemoStage.SUPPORT, TICKETS);
        all.add(attack(
                4, "redirect", "gave it to a service it is not for", Problem.NOT_FOR_ME, List.of(support.next())));

        all.add(attack(5, "read", "tried her own keys on it", Problem.NOT_FOR_ME, List.of(eve.read(held))));

        eve.deliver(held);
        all.add(new DemoFacts.Attack(0, "at last", "let the held order through, unchanged", DemoFacts.OPENED, views()));
        eve.letThrough();
        return List.copyOf(all);
    }

    /** Seals and opens for a moment, then sends some orders through the broker. */
    DemoFacts.Speed speed() {
        rate(WARMING);
        Rate rate = rate(MEASURING);
        return new DemoFacts.Speed(LETTER_BYTES, rate.seals(), rate.opens(), crossing(), CROSSINGS);
    }

    private record Rate(long seals, long opens) {}

    private Rate rate(Duration time) {
        Party from = cast.shop();
        Party to = cast.billing();
        String text = "x".repeat(LETTER_BYTES);
        long sealing = 0;
        long opening = 0;
        int letters = 0;
        while (sealing + opening < time.toNanos()) {
            long start = System.nanoTime();
            Bytes sealed = from.seal(Draft.to(to.name()).part(DemoLetter.BODY, text))
                    .orThrow()
                    .envelope();
            long between = System.nanoTime();
            to.open(sealed, "").orThrow().done();
            opening += System.nanoTime() - between;
            sealing += between - start;
            letters++;
        }
        return new Rate(perSecond(letters, sealing), perSecond(letters, opening));
    }

    private Duration crossing() {
        long[] nanos = new long[CROSSINGS];
        for (int i = 0; i < CROSSINGS; i++) {
            long start = System.nanoTime();
            order();
            views();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[CROSSINGS / 2]);
    }

    private static long perSecond(int count, long nanos) {
        return Math.round(count * 1e9 / nanos);
    }

    private void order() {
        shop.send(
                DemoLetter.ORDERS,
                cast.shop().seal(DemoLetter.draft()).orThrow().envelope());
    }

    private DemoReader reader(String name) {
        DemoReader reader = readers.get(name);
        if (reader == null) {
            throw new IllegalArgumentException("no reader " + name);
        }
        return reader;
    }

    private static DemoFacts.Attack attack(
            int number, String name, String deed, Problem promised, List<DemoFacts.View> answers) {
        return new DemoFacts.Attack(number, name, deed, promised.name(), answers);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Everybody in {@code vectors/cast}. Whoever is added comes last, so that nobody's keys change. */
final class VectorCast {
    /** When the rotated rotated and the closed closed: two days after their birth, a day before {@link World#NOW}. */
    static final long CHANGE = CardForge.BIRTH + 2 * CardForge.DAY;

    private static final int COMPROMISED = 1;

    private final Map<String, CardForge> people = new LinkedHashMap<>();

    VectorCast() {
        for (String name : List.of("alice", "bob", "carol", "mallory")) {
            people.put(name, CardForge.usual(name, Suite.HYBRID));
        }
        people.put("dave", CardForge.usual("dave", Suite.CLASSIC));
        people.put("dora", CardForge.usual("dora", Suite.CLASSIC));
        people.put("erin", CardForge.usual("erin", Suite.PQ));
        people.put("frank", CardForge.usual("frank", Suite.NIST));
        people.put("fay", CardForge.usual("fay", Suite.NIST));
        put(CardForge.usual("rita", Suite.HYBRID).open(CHANGE, Suite.HYBRID, statement -> {}));
        put(CardForge.usual("vera", Suite.HYBRID)
                .open(CHANGE, Suite.HYBRID, statement -> statement.set(CardForge.STATE, state(0, 0))));
        put(CardForge.usual("cleo", Suite.HYBRID).close(CHANGE, statement -> {}));
        put(CardForge.usual("rex", Suite.HYBRID)
                .close(CHANGE, statement -> statement.set(CardForge.STATE, state(1, 0))));
        CardForge brief = new CardForge("omar", Suite.HYBRID);
        brief.life = CardForge.DAY;
        put(brief.open(CardForge.BIRTH, Suite.HYBRID, statement -> {}));
        Set<Suite> all = EnumSet.allOf(Suite.class);
        put(new CardForge("polly", Suite.PQ).open(CardForge.BIRTH, all, all, statement -> {}));
        Set<Suite> two = EnumSet.of(Suite.HYBRID, Suite.CLASSIC);
        put(new CardForge("sam", Suite.HYBRID)
                .open(CardForge.BIRTH, two, two, statement -> {})
                .open(CHANGE, two, EnumSet.of(Suite.HYBRID), statement -> {}));
        people.put("fork-a", forked("a"));
        people.put("fork-b", forked("b"));
        CardForge five = CardForge.usual("quinn", Suite.HYBRID);
        for (int i = 1; i < 5; i++) {
            five.open(CardForge.BIRTH + i, Suite.HYBRID, statement -> {});
        }
        put(five);
        put(new CardForge("tomorrow", Suite.HYBRID).open(CardForge.BIRTH + 4 * CardForge.DAY, Suite.HYBRID, s -> {}));
    }

    /** Two second statements after one first: the second is changed by a word. */
    private static CardForge forked(String word) {
        return CardForge.usual("fork", Suite.HYBRID)
                .open(CHANGE, Suite.HYBRID, statement -> statement.set(CardForge.NAME, "fork " + word));
    }

    private static List<Object> state(int closed, Object... compromised) {
        List<Object> state = CborTree.list(closed, CborTree.list());
        state.set(COMPROMISED, CborTree.list(compromised));
        return state;
    }

    private void put(CardForge person) {
        people.put(person.name, person);
    }

    CardForge get(String name) {
        CardForge person = people.get(name);
        if (person == null) {
            throw new IllegalArgumentException("nobody in the cast is called " + name);
        }
        return person;
    }

    List<VectorText> files() {
        List<VectorText> files = new ArrayList<>();
        people.forEach((name, person) -> files.add(file(name, person)));
        return files;
    }

    private static VectorText file(String name, CardForge person) {
        List<VectorText.Line> lines = new ArrayList<>();
        lines.add(new VectorText.Line("identifier", ProviderSets.hex(person.identifier())));
        person.keys.forEach((statement, daily) -> {
            for (Kem kem : new TreeSet<>(daily.kems())) {
                lines.add(secret("kem " + statement + " 0x" + String.format("%04x", kem.id()), daily.kem(kem)));
            }
            for (SignatureScheme scheme : new TreeSet<>(daily.schemes())) {
                lines.add(secret("signing " + statement + " " + scheme.coseId(), daily.signing(scheme)));
            }
        });
        for (int i = 0; i < person.controls.size(); i++) {
            ControlKey key = person.controls.get(i);
            lines.add(secret("control " + i + " " + key.suite().id(), key.seeds()));
        }
        return new VectorText("cast", name, lines, person.encode());
    }

    private static VectorText.Line secret(String key, Secret secret) {
        return new VectorText.Line(key, ProviderSets.hex(secret.expose()));
    }
}

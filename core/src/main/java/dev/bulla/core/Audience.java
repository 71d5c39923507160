// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who reads what: the recipients in the order of their identifiers, and the compartments, each a set of them ({@code spec/envelope.md} §3).
 * Compartment 0 is everybody. Immutable.
 */
final class Audience {
    private final List<Card> cards;
    private final List<Card> recipients;
    private final List<Identifier> identifiers;
    private final List<BitSet> compartments = new ArrayList<>();
    private final Map<Set<String>, Integer> byReaders = new HashMap<>();

    /**
     * What an epoch is found by: the names as the draft has them, and the sets of readers of those parts that are not for all. What the names stand
     * for now, {@link #isOf} compares.
     */
    record Key(Suite suite, Proof proof, boolean hidden, List<String> names, List<Set<String>> readers) {}

    /** {@code cards} are those of the names, in their order. */
    Audience(List<String> names, List<Card> cards, List<Set<String>> readers) {
        this.cards = cards;
        Map<Identifier, Card> sorted = new TreeMap<>();
        cards.forEach(card -> sorted.putIfAbsent(card.identifier(), card));
        // Two names may stand for one identity: it gets one slot.
        this.recipients = List.copyOf(sorted.values());
        this.identifiers = List.copyOf(sorted.keySet());
        BitSet all = new BitSet();
        all.set(0, recipients.size());
        compartments.add(all);
        byReaders.put(Set.of(), 0);
        Map<BitSet, Integer> numbers = new HashMap<>(Map.of(all, 0));
        for (Set<String> some : readers) {
            byReaders.put(some, numbers.computeIfAbsent(indexes(names, some), this::compartment));
        }
        if (compartments.size() > Limits.COMPARTMENTS || recipients.size() > Limits.SLOTS) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
    }

    private int compartment(BitSet readers) {
        compartments.add(readers);
        return compartments.size() - 1;
    }

    private BitSet indexes(List<String> names, Set<String> readers) {
        BitSet indexes = new BitSet();
        for (int i = 0; i < names.size(); i++) {
            if (readers.contains(names.get(i))) {
                indexes.set(Collections.binarySearch(identifiers, cards.get(i).identifier()));
            }
        }
        return indexes;
    }

    /** Whether the names stand for the very people they stood for, and none of their cards has changed. */
    boolean isOf(List<Card> current) {
        return cards.equals(current);
    }

    List<Card> recipients() {
        return recipients;
    }

    List<BitSet> compartments() {
        return compartments;
    }

    /** Whether it is one recipient who reads every part. */
    boolean alone() {
        return recipients.size() == 1 && compartments.size() == 1;
    }

    /** The part table of such pieces. */
    List<Header.Place> places(List<Piece> pieces) {
        List<Header.Place> places = new ArrayList<>(pieces.size());
        for (Piece piece : pieces) {
            Integer compartment = byReaders.get(piece.readers());
            if (compartment == null) {
                throw new IllegalStateException("a part whose readers this epoch does not know");
            }
            places.add(new Header.Place(piece.name(), compartment));
        }
        return places;
    }

    List<Identifier> identifiers() {
        return identifiers;
    }
}

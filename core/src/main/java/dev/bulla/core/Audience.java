// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who reads what: the recipients in the order of their identifiers, and the compartments, each a set of them ({@code spec/envelope.md} §3).
 * Compartment 0 is everybody.
 */
final class Audience {
    private final List<Recipient> recipients;
    private final List<BitSet> compartments = new ArrayList<>();
    private final List<Header.Place> places = new ArrayList<>();

    /** One recipient: the name the sender used, and the card found by it. */
    record Recipient(String name, Card card) {
        Identifier identifier() {
            return card.identifier();
        }
    }

    /** What an epoch can be used again for: the same people in the same compartments. */
    record Key(Suite suite, Proof proof, boolean hidden, List<Identifier> recipients, List<BitSet> compartments) {}

    Audience(List<Recipient> found, List<Piece> pieces) {
        this.recipients = distinct(found);
        BitSet all = new BitSet();
        all.set(0, recipients.size());
        compartments.add(all);
        Map<BitSet, Integer> numbers = Map.of();
        for (Piece piece : pieces) {
            int number = 0;
            if (!piece.readers().isEmpty()) {
                numbers = numbers.isEmpty() ? new HashMap<>(Map.of(all, 0)) : numbers;
                number = numbers.computeIfAbsent(indexes(found, piece.readers()), this::compartment);
            }
            places.add(new Header.Place(piece.name(), number));
        }
        if (compartments.size() > Limits.COMPARTMENTS || recipients.size() > Limits.SLOTS) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
    }

    private int compartment(BitSet readers) {
        compartments.add(readers);
        return compartments.size() - 1;
    }

    /** Two names may stand for one identity: it gets one slot. */
    private static List<Recipient> distinct(List<Recipient> found) {
        if (found.size() == 1) {
            return found;
        }
        Map<Identifier, Recipient> byIdentifier = new HashMap<>();
        found.forEach(recipient -> byIdentifier.putIfAbsent(recipient.identifier(), recipient));
        List<Recipient> sorted = new ArrayList<>(byIdentifier.values());
        sorted.sort(Comparator.comparing(Recipient::identifier));
        return sorted;
    }

    private BitSet indexes(List<Recipient> found, Set<String> readers) {
        BitSet indexes = new BitSet();
        for (Recipient recipient : found) {
            if (readers.contains(recipient.name())) {
                for (int i = 0; i < recipients.size(); i++) {
                    if (recipients.get(i).identifier().equals(recipient.identifier())) {
                        indexes.set(i);
                    }
                }
            }
        }
        return indexes;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    List<BitSet> compartments() {
        return compartments;
    }

    List<Header.Place> places() {
        return places;
    }

    List<Identifier> identifiers() {
        List<Identifier> identifiers = new ArrayList<>(recipients.size());
        recipients.forEach(recipient -> identifiers.add(recipient.identifier()));
        return identifiers;
    }

    List<Statement> heads() {
        List<Statement> heads = new ArrayList<>(recipients.size());
        recipients.forEach(recipient -> heads.add(recipient.card().head()));
        return heads;
    }

    Key key(Suite suite, Proof proof, boolean hidden) {
        return new Key(suite, proof, hidden, identifiers(), compartments);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Content;
import dev.bulla.core.Draft;
import dev.bulla.core.Piece;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The order the shop sends: who gets it, and who may read what. The only place that knows its words. */
final class DemoLetter {
    static final String SHOP = "shop";
    static final String BILLING = "billing";
    static final String SHIPPING = "shipping";
    static final String AUDITOR = "auditor";
    static final List<String> READERS = List.of(BILLING, SHIPPING, AUDITOR);

    static final String ORDERS = "orders";
    static final String BODY = "body";
    static final String CARD = "card";
    static final String ADDRESS = "address";

    /** The parts in their order on the wire. */
    static final List<String> PARTS = List.of(BODY, CARD, ADDRESS);

    /** Words that stand in the message, its sender's name included, and that no carrier may find. */
    static final List<String> WORDS = List.of("4111", "Baker", "apples", SHOP);

    private static final Map<String, String> TEXTS = Map.of(
            BODY,
            "{\"order\":1042,\"apples\":2}",
            CARD,
            "4111 1111 1111 1111 12/29",
            ADDRESS,
            "221B Baker Street, London");
    private static final Map<String, String> OWN_PARTS = Map.of(CARD, BILLING, ADDRESS, SHIPPING);

    private DemoLetter() {}

    static Draft draft() {
        Draft draft = Draft.to(READERS).context(ORDERS);
        for (String part : PARTS) {
            Piece piece = Piece.of(part, Content.of(text(part)));
            String reader = OWN_PARTS.get(part);
            draft.part(
                    reader == null
                            ? piece.ofType("application/json")
                            : piece.ofType("text/plain").onlyFor(reader));
        }
        return draft;
    }

    static String text(String part) {
        String text = TEXTS.get(part);
        if (text == null) {
            throw new IllegalArgumentException("the order has no part " + part);
        }
        return text;
    }

    static boolean admits(String part, String reader) {
        return OWN_PARTS.getOrDefault(part, reader).equals(reader);
    }

    /** Whether a reader saw the parts that are his, word for word, from the shop, and no other. */
    static boolean promisedTo(DemoFacts.View view) {
        return view.word().equals(DemoFacts.OPENED)
                && view.sender().equals(Optional.of(SHOP))
                && view.parts().stream().map(DemoFacts.PartView::name).toList().equals(PARTS)
                && view.parts().stream()
                        .allMatch(part -> admits(part.name(), view.reader())
                                ? part.text().equals(Optional.of(text(part.name())))
                                : part.text().isEmpty());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.CardForge.BIRTH;
import static dev.bulla.core.CardForge.DAY;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Cards that are refused. */
final class InvalidIdentityCases {
    private final VectorCases cases;

    private InvalidIdentityCases(VectorCases cases) {
        this.cases = cases;
    }

    static void add(VectorCases cases) {
        InvalidIdentityCases all = new InvalidIdentityCases(cases);
        all.framing();
        all.fields();
        all.claims();
        all.chains();
        all.limits();
        InvalidSignedCases.add(all);
        InvalidKeyCases.add(all);
    }

    void refused(String name, String section, String problem, String comment, byte[] card) {
        cases.add(new VectorText(
                "identity/invalid",
                name,
                List.of(
                        new VectorText.Line("spec", "identity.md " + section),
                        new VectorText.Line("comment", comment),
                        new VectorText.Line("expect", "refused " + problem),
                        new VectorText.Line("now", Long.toString(EnvelopeForge.NOW))),
                card));
    }

    private void first(String name, String problem, String comment, Consumer<List<Object>> change) {
        refused(
                name,
                "§2",
                problem,
                comment,
                card().open(BIRTH, Suite.HYBRID, change).encode());
    }

    private void second(String name, String comment, Consumer<List<Object>> change) {
        CardForge card = CardForge.usual("card", Suite.HYBRID).open(BIRTH + DAY, Suite.HYBRID, change);
        refused(name, "§3", "CARD_INVALID", comment, card.encode());
    }

    static CardForge card() {
        return new CardForge("card", Suite.HYBRID);
    }

    private void file(String name, String problem, String comment, UnaryOperator<byte[]> change) {
        refused(
                name,
                "§3",
                problem,
                comment,
                change.apply(CardForge.usual("card", Suite.HYBRID).encode()));
    }

    private void framing() {
        file("empty", "MALFORMED", "no bytes", bytes -> new byte[0]);
        file("cut", "MALFORMED", "the last byte is missing", bytes -> Arrays.copyOf(bytes, bytes.length - 1));
        file("trailing", "MALFORMED", "one byte more", bytes -> Arrays.copyOf(bytes, bytes.length + 1));
        file("other-tag", "MALFORMED", "the tag of an envelope", bytes -> {
            bytes[4] = 'a';
            return bytes;
        });
        file("untagged", "MALFORMED", "no tag", bytes -> Arrays.copyOfRange(bytes, 5, bytes.length));
        file("version-2", "VERSION_UNKNOWN", "a card of version 2", bytes -> {
            bytes[6] = 2;
            return bytes;
        });
        file(
                "version-large",
                "VERSION_UNKNOWN",
                "a card of version 2^32",
                bytes -> Framing.join(
                        Arrays.copyOf(bytes, 6),
                        ProviderSets.hex("1b0000000100000000"),
                        Arrays.copyOfRange(bytes, 7, bytes.length)));
        file("of-three", "MALFORMED", "an element too many", bytes -> {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            longer[5] = (byte) 0x83;
            return longer;
        });
        refused("chain-empty", "§3", "MALFORMED", "no statement", card().encode());
        file(
                "length-not-shortest",
                "MALFORMED",
                "the chain's length in two bytes",
                bytes -> Framing.join(
                        Arrays.copyOf(bytes, 7),
                        new byte[] {(byte) 0x98, 1},
                        Arrays.copyOfRange(bytes, 8, bytes.length)));
    }

    private void fields() {
        first("statement-version-2", "VERSION_UNKNOWN", "a statement of version 2", s -> s.set(0, 2));
        first("statement-of-twelve", "MALFORMED", "no previous", s -> s.remove(CardForge.PREVIOUS));
        first("statement-of-fourteen", "MALFORMED", "an element too many", s -> s.add(CborTree.NULL));
        first("number-64", "MALFORMED", "number 64", s -> s.set(CardForge.NUMBER, 64));
        first("name-empty", "MALFORMED", "an empty name", s -> s.set(CardForge.NAME, ""));
        first("name-long", "MALFORMED", "a name of 129 bytes", s -> s.set(CardForge.NAME, "x".repeat(129)));
        first("name-control", "MALFORMED", "an escape in the name", s -> s.set(CardForge.NAME, "a\u001b"));
        first("created-year-10000", "MALFORMED", "beyond the year 9999", s -> {
            s.set(CardForge.CREATED, 253_402_300_799_999L);
            s.set(CardForge.NOT_AFTER, 253_402_300_800_000L);
        });
        first("state-2", "MALFORMED", "closed is 2", s -> s.set(CardForge.STATE, IdentityCases.state(2)));
        first("suites-descend", "MALFORMED", "opens 3, 1", s -> s.set(CardForge.OPENS, CborTree.list(3, 1)));
        first("suite-5", "MALFORMED", "opens 1, 5", s -> s.set(CardForge.OPENS, CborTree.list(1, 5)));
        first(
                "algorithm-unknown",
                "MALFORMED",
                "a signing key of algorithm -8",
                s -> keys(s, CardForge.SIGNING_KEYS).put(-8, new byte[32]));
        first(
                "kem-unknown",
                "MALFORMED",
                "a key of KEM 0x0021",
                s -> keys(s, CardForge.KEM_KEYS).put(0x21, new byte[56]));
        first("next-short", "MALFORMED", "next of 31 bytes", s -> s.set(CardForge.NEXT, new byte[31]));
    }

    @SuppressWarnings("unchecked")
    static Map<Object, Object> keys(List<Object> statement, int field) {
        return (Map<Object, Object>) statement.get(field);
    }

    private void claims() {
        String invalid = "CARD_INVALID";
        first(
                "identifier-in-0",
                invalid,
                "statement 0 has an identifier",
                s -> s.set(CardForge.IDENTIFIER, new byte[32]));
        first("previous-in-0", invalid, "statement 0 has a previous", s -> s.set(CardForge.PREVIOUS, new byte[32]));
        first("no-life", invalid, "not-after is created", s -> s.set(CardForge.NOT_AFTER, BIRTH));
        first(
                "life-too-long",
                invalid,
                "90 days and a millisecond",
                s -> s.set(CardForge.NOT_AFTER, BIRTH + 90 * DAY + 1));
        first("compromised-itself", invalid, "statement 0 compromised by itself", s -> {
            s.set(CardForge.STATE, IdentityCases.state(0, 0));
        });
        first("opens-nothing", invalid, "an open statement that opens nothing", s -> {
            s.set(CardForge.OPENS, CborTree.list());
            keys(s, CardForge.KEM_KEYS).clear();
        });
        first(
                "kem-key-missing",
                invalid,
                "opens 2 without its key",
                s -> s.set(CardForge.OPENS, CborTree.list(1, 2, 3)));
        first("kem-key-surplus", invalid, "a key that no suite uses", s -> {
            keys(s, CardForge.KEM_KEYS).put(Kem.X25519.id(), x25519());
        });
        first(
                "signing-key-missing",
                invalid,
                "signs 4 without its key",
                s -> s.set(CardForge.SIGNS, CborTree.list(1, 4)));
        refused(
                "closed-in-0",
                "§2",
                invalid,
                "statement 0 is closed",
                card().close(BIRTH, s -> {}).encode());
        refused(
                "closed-with-suites",
                "§2",
                invalid,
                "a closed statement with keys",
                CardForge.usual("card", Suite.HYBRID)
                        .open(BIRTH + DAY, Suite.HYBRID, s -> s.set(CardForge.STATE, IdentityCases.state(1)))
                        .encode());
        refused(
                "after-closed",
                "§2",
                invalid,
                "a statement after the closed one",
                CardForge.usual("card", Suite.HYBRID)
                        .close(BIRTH + 1, s -> {})
                        .open(BIRTH + DAY, Suite.HYBRID, s -> {})
                        .encode());
        refused(
                "compromised-taken-back",
                "§2",
                invalid,
                "the list shrinks",
                CardForge.usual("card", Suite.HYBRID)
                        .open(BIRTH + 1, Suite.HYBRID, s -> s.set(CardForge.STATE, IdentityCases.state(0, 0)))
                        .open(BIRTH + 2, Suite.HYBRID, s -> {})
                        .encode());
        refused(
                "not-yet",
                "§5",
                "NOT_YET",
                "created 60 s and a millisecond after now",
                card().open(EnvelopeForge.NOW + Limits.SKEW_MILLIS + 1, Suite.HYBRID, s -> {})
                        .encode());
    }

    static byte[] x25519() {
        return CardForge.usual("another", Suite.CLASSIC).kemKey(0, Kem.X25519);
    }

    private void chains() {
        second("number-skipped", "statement 1 has number 2", s -> s.set(CardForge.NUMBER, 2));
        second(
                "identifier-other",
                "statement 1 has another identifier",
                s -> s.set(CardForge.IDENTIFIER, new byte[32]));
        second("identifier-missing", "statement 1 has no identifier", s -> s.set(CardForge.IDENTIFIER, CborTree.NULL));
        second("previous-other", "previous is another hash", s -> s.set(CardForge.PREVIOUS, new byte[32]));
        second("created-earlier", "created before the statement before", s -> {
            s.set(CardForge.CREATED, BIRTH - 1);
            s.set(CardForge.NOT_AFTER, BIRTH + DAY);
        });
        CardForge twice = CardForge.usual("card", Suite.HYBRID);
        twice.chain.add(twice.chain.get(0));
        refused("statement-twice", "§3", "CARD_INVALID", "statement 0 twice", twice.encode());
        CardForge cut = cases.cast().get("rita");
        refused(
                "first-missing",
                "§3",
                "CARD_INVALID",
                "begins with statement 1",
                CborTree.encode(new CborTree.Tagged(0x62756c63, CborTree.list(1, cut.chain.subList(1, 2)))));
        refused(
                "pq-under-hybrid",
                "§3",
                "CARD_INVALID",
                "signs with suite 3 under a control key of suite 1",
                card().open(BIRTH, EnumSet.of(Suite.HYBRID), EnumSet.of(Suite.PQ), s -> {})
                        .encode());
    }

    private void limits() {
        CardForge many = CardForge.usual("card", Suite.CLASSIC);
        for (int i = 1; i < 64; i++) {
            many.open(BIRTH, Suite.CLASSIC, s -> {});
        }
        many.chain.add(many.chain.get(63));
        refused("chain-of-65", "§3", "LIMIT_EXCEEDED", "65 statements", many.encode());
    }
}

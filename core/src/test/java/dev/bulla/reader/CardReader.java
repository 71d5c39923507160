// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.encoders.Hex;

/** Reads a card and checks its whole chain (identity.md §2, §3, §4). */
final class CardReader {
    private static final int LARGEST = 1 << 20;
    private static final BigInteger SKEW = BigInteger.valueOf(60_000);

    /** A valid chain: the identifier in hex and the statements in their order. */
    record Card(String identifier, List<Statement> statements) {
        Statement head() {
            return statements.get(statements.size() - 1);
        }

        /** A head of the future is NOT_YET (identity.md §6, last but one paragraph). */
        void checkBegun(long now) throws Refused {
            if (head().created.compareTo(BigInteger.valueOf(now).add(SKEW)) > 0) {
                throw new Refused("NOT_YET", "the head is not yet valid");
            }
        }
    }

    /** What stands beside a statement: who controls, and all signatures. */
    private record Signed(
            Statement statement, Suite control, List<byte[]> controlKeyAndSignature, List<byte[]> others) {}

    private CardReader() {}

    static Card read(byte[] bytes) throws Refused {
        if (bytes.length > LARGEST) {
            throw Refused.limit("a card of " + bytes.length + " bytes");
        }
        List<Item> fields = StrictCbor.only(bytes).tagged(StrictCbor.CARD_TAG).array();
        Statement.version(fields);
        if (fields.size() != 2) {
            throw Refused.malformed("a card of " + fields.size() + " fields");
        }
        List<Item> chain = fields.get(1).array();
        if (chain.size() > 64) {
            throw Refused.limit("a chain of " + chain.size());
        }
        if (chain.isEmpty()) {
            throw Refused.malformed("a chain of none");
        }
        List<Signed> all = new ArrayList<>();
        for (Item item : chain) {
            all.add(signed(item));
        }
        return check(all);
    }

    private static Signed signed(Item item) throws Refused {
        List<Item> fields = item.array(3);
        Statement statement = Statement.parse(fields.get(0).bytes(0, LARGEST));
        List<Item> control = fields.get(1).array(3);
        Suite suite = Suite.of(control.get(0).unsigned(1, 4));
        List<byte[]> signatures = new ArrayList<>();
        for (Item signature : fields.get(2).array()) {
            signatures.add(signature.bytes(0, LARGEST));
        }
        byte[] key = control.get(1).bytes(0, LARGEST);
        byte[] signature = control.get(2).bytes(0, LARGEST);
        return new Signed(statement, suite, List.of(key, signature), signatures);
    }

    private static Card check(List<Signed> chain) throws Refused {
        byte[] identifier = Notation.hash("bulla/1 identity", chain.get(0).statement().bytes);
        List<Statement> statements = new ArrayList<>();
        List<byte[]> signingKeys = new ArrayList<>();
        List<byte[]> controlKeys = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            Signed signed = chain.get(i);
            Statement statement = signed.statement();
            require(statement.number == i, "statement " + i + " has number " + statement.number);
            require(i == 0 || Arrays.equals(statement.identifierSaid, identifier), "identifier of statement " + i);
            require(signed.control() == chain.get(0).control(), "control suite of statement " + i);
            require(
                    !statement.signs.contains(Suite.PQ.id) || signed.control() == Suite.PQ,
                    "suite 3 under a weaker control");
            if (i > 0) {
                follows(statements.get(i - 1), signed);
            }
            List<byte[]> control = controlKeys(signed);
            signatures(signed, control);
            statements.add(statement);
            signingKeys.addAll(statement.signingKeys.values());
            controlKeys.addAll(control);
        }
        for (byte[] control : controlKeys) {
            require(signingKeys.stream().noneMatch(key -> Arrays.equals(key, control)), "a control key that signs");
        }
        return new Card(Hex.toHexString(identifier), statements);
    }

    private static void follows(Statement before, Signed signed) throws Refused {
        Statement statement = signed.statement();
        byte[] control = Notation.hash(
                "bulla/1 control key",
                signed.control().octet(),
                signed.controlKeyAndSignature().get(0));
        require(Arrays.equals(before.next, control), "not the control key that was named");
        byte[] hash = Notation.hash("bulla/1 statement hash", before.bytes);
        require(Arrays.equals(statement.previous, hash), "previous is another statement");
        require(!before.closed, "something follows a closed statement");
        require(statement.created.compareTo(before.created) >= 0, "created before its predecessor");
        require(statement.compromised.containsAll(before.compromised), "a compromised statement was taken back");
    }

    private static List<byte[]> controlKeys(Signed signed) throws Refused {
        Suite suite = signed.control();
        byte[] joined = signed.controlKeyAndSignature().get(0);
        require(joined.length == suite.publicKeyBytes(), "size of the control key");
        List<byte[]> keys = suite.cutKeys(joined);
        for (int i = 0; i < keys.size(); i++) {
            KeyChecks.signingKey(suite.algorithms().get(i), keys.get(i));
        }
        return keys;
    }

    private static void signatures(Signed signed, List<byte[]> control) throws Refused {
        Statement statement = signed.statement();
        byte[] message = Notation.concat(
                Notation.label("bulla/1 statement"), signed.control().octet(), statement.bytes);
        byte[] signature = signed.controlKeyAndSignature().get(1);
        require(signed.control().verifies(control, message, signature), "signature of the control key");
        List<Integer> algorithms = List.copyOf(statement.signingKeys.keySet());
        require(signed.others().size() == algorithms.size(), "number of signatures");
        for (int i = 0; i < algorithms.size(); i++) {
            byte[] key = statement.signingKeys.getOrDefault(algorithms.get(i), new byte[0]);
            boolean valid = Signatures.verify(
                    algorithms.get(i), key, message, signed.others().get(i));
            require(valid, "signature of key " + algorithms.get(i));
        }
    }

    private static void require(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw new Refused("CARD_INVALID", otherwise);
        }
    }
}

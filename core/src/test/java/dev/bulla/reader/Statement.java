// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One statement of an identity and what identity.md §2 and §4 say of it alone. */
final class Statement {
    private static final BigInteger LONGEST_LIFE = BigInteger.valueOf(90L * 24 * 60 * 60 * 1000);

    final byte[] bytes;
    final int number;
    /** Empty in statement 0. */
    final byte[] identifierSaid;

    final BigInteger created;
    final BigInteger notAfter;
    final boolean closed;
    final List<Integer> compromised;
    final List<Integer> opens;
    final List<Integer> signs;
    final Map<Integer, byte[]> signingKeys;
    final Map<Integer, byte[]> kemKeys;
    final byte[] next;
    /** Empty in statement 0. */
    final byte[] previous;

    private Statement(byte[] bytes, List<Item> fields) throws Refused {
        this.bytes = bytes;
        number = fields.get(1).unsigned(0, 63);
        identifierSaid = bytesOrNull(fields.get(2));
        fields.get(3).plainText(1, 128);
        created = fields.get(4).time();
        notAfter = fields.get(5).time();
        List<Item> state = fields.get(6).array(2);
        closed = state.get(0).unsigned(0, 1) == 1;
        compromised = ascending(state.get(1), 0, 63);
        opens = ascending(fields.get(7), 1, 4);
        signs = ascending(fields.get(8), 1, 4);
        signingKeys = keys(fields.get(9), Set.of(Signatures.ED25519, Signatures.ECDSA_P256, Signatures.ML_DSA_65));
        kemKeys = keys(fields.get(10), Set.of(Kem.P256, Kem.X25519, Kem.XWING));
        next = fields.get(11).bytes(32);
        previous = bytesOrNull(fields.get(12));
    }

    static Statement parse(byte[] bytes) throws Refused {
        List<Item> fields = StrictCbor.only(bytes).array();
        version(fields);
        if (fields.size() != 13) {
            throw Refused.malformed("a statement of " + fields.size() + " fields");
        }
        Statement statement = new Statement(bytes, fields);
        statement.checkAlone();
        return statement;
    }

    /** The first element of cores, cards and statements is their version. */
    static void version(List<Item> fields) throws Refused {
        if (fields.isEmpty()) {
            throw Refused.malformed("an empty array");
        }
        if (!fields.get(0).unsigned().equals(BigInteger.ONE)) {
            throw new Refused("VERSION_UNKNOWN", "version " + fields.get(0).unsigned());
        }
    }

    private void checkAlone() throws Refused {
        check((number == 0) == (identifierSaid.length == 0), "an identifier in statement 0, or none later");
        check((number == 0) == (previous.length == 0), "a previous in statement 0, or none later");
        check(!closed || number > 0, "statement 0 is closed");
        check(created.compareTo(notAfter) < 0, "created not before not-after");
        check(notAfter.subtract(created).compareTo(LONGEST_LIFE) <= 0, "lives longer than 90 days");
        check(compromised.stream().allMatch(n -> n < number), "names itself or later ones compromised");
        check(closed == opens.isEmpty() && closed == signs.isEmpty(), "suites do not fit open or closed");
        Set<Integer> algorithms = new TreeSet<>();
        for (int suite : signs) {
            algorithms.addAll(Suite.of(suite).algorithms());
        }
        check(signingKeys.keySet().equals(algorithms), "signing keys do not fit the suites");
        Set<Integer> kems = new TreeSet<>();
        for (int suite : opens) {
            kems.add(Suite.of(suite).kem);
        }
        check(kemKeys.keySet().equals(kems), "KEM keys do not fit the suites");
        for (Map.Entry<Integer, byte[]> key : signingKeys.entrySet()) {
            check(key.getValue().length == Signatures.keyBytes(key.getKey()), "size of a signing key");
            KeyChecks.signingKey(key.getKey(), key.getValue());
        }
        for (int suite : opens) {
            byte[] key = kemKey(Suite.of(suite));
            check(key.length == Suite.of(suite).keyBytes, "size of a KEM key");
            KeyChecks.kemKey(Suite.of(suite).kem, key);
        }
        checkNoneServesTwice();
    }

    private void checkNoneServesTwice() throws Refused {
        byte[] xwing = kemKeys.getOrDefault(Kem.XWING, new byte[1216]);
        byte[] classic = kemKeys.getOrDefault(Kem.X25519, new byte[0]);
        check(!Arrays.equals(Arrays.copyOfRange(xwing, 1184, 1216), classic), "X25519 key shared with X-Wing");
        byte[] ecdh = kemKeys.getOrDefault(Kem.P256, new byte[0]);
        byte[] ecdsa = signingKeys.getOrDefault(Signatures.ECDSA_P256, new byte[1]);
        check(!Arrays.equals(ecdh, ecdsa), "one P-256 point for ECDH and ECDSA");
    }

    byte[] kemKey(Suite suite) {
        return kemKeys.getOrDefault(suite.kem, new byte[0]);
    }

    /** The signing keys of a suite in the order of its signatures. */
    List<byte[]> keysOf(Suite suite) throws Refused {
        List<byte[]> keys = new ArrayList<>();
        for (int algorithm : suite.algorithms()) {
            byte[] key = signingKeys.get(algorithm);
            if (key == null || !signs.contains(suite.id)) {
                throw new Refused("SUITE_REFUSED", "statement " + number + " does not sign with " + suite);
            }
            keys.add(key);
        }
        return keys;
    }

    private static byte[] bytesOrNull(Item item) throws Refused {
        return item.isNull() ? new byte[0] : item.bytes(32);
    }

    private static List<Integer> ascending(Item array, int least, int most) throws Refused {
        List<Integer> numbers = new ArrayList<>();
        for (Item item : array.array()) {
            int number = item.unsigned(least, most);
            if (!numbers.isEmpty() && numbers.get(numbers.size() - 1) >= number) {
                throw Refused.malformed("a list that does not ascend");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private static Map<Integer, byte[]> keys(Item map, Set<Integer> allowed) throws Refused {
        Map<Integer, byte[]> keys = new LinkedHashMap<>();
        List<Item> items = map.map();
        for (int i = 0; i < items.size(); i += 2) {
            int algorithm = items.get(i).integer();
            if (!allowed.contains(algorithm)) {
                throw Refused.malformed("algorithm " + algorithm);
            }
            keys.put(algorithm, items.get(i + 1).bytes(0, 1 << 20));
        }
        return keys;
    }

    private static void check(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw new Refused("CARD_INVALID", otherwise);
        }
    }
}

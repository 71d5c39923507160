// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An epoch opened by one identity: its compartments and who sent it (envelope.md §3, §4; steps 3 and 4 of §8). */
final class Epoch {
    static final int SIGNATURE = 0;
    static final int BATCH = 1;
    static final int PAIRWISE = 2;
    private static final BigInteger LONGEST_LIFE = BigInteger.valueOf(600_000);
    private static final BigInteger LAST_STATEMENT = BigInteger.valueOf(63);
    private static final int KEYS_TRIED_LIVE = 4;

    final Core core;
    /** P_j by j, for the compartments that are open to the reader. */
    final Map<Integer, byte[]> secrets;

    final byte[] sender;
    final BigInteger statement;
    final BigInteger created;
    final BigInteger notAfter;
    final int kind;

    private Epoch(Core core, Map<Integer, byte[]> secrets, byte[] who) {
        this.core = core;
        this.secrets = secrets;
        sender = Arrays.copyOf(who, 32);
        statement = Notation.unsigned(who, 32, 4);
        created = Notation.unsigned(who, 36, 8);
        notAfter = Notation.unsigned(who, 44, 8);
        kind = who[52] & 0xff;
    }

    /** Step 3 and the structure of step 4. */
    static Epoch open(Core core, Identity reader, boolean live) throws Refused {
        byte[] plain = slot(core, reader, live).orElseThrow(() -> new Refused("NOT_FOR_ME", "no slot"));
        Map<Integer, byte[]> secrets = secrets(core, plain);
        byte[] key = Notation.derive(secretOf(secrets, 0), "bulla/1 who", core.suite.octet());
        Epoch epoch = new Epoch(core, secrets, Notation.decrypt(key, new byte[12], core.who, "who"));
        epoch.check();
        return epoch;
    }

    private static Optional<byte[]> slot(Core core, Identity reader, boolean live) throws Refused {
        return core.hidden ? hidden(core, reader, live) : hinted(core, reader);
    }

    private static Optional<byte[]> hidden(Core core, Identity reader, boolean live) {
        List<Kem> keys = reader.keys(core.suite);
        int oldest = live ? Math.max(0, keys.size() - KEYS_TRIED_LIVE) : 0;
        for (Core.Slot slot : core.slots) {
            for (Kem key : keys.subList(oldest, keys.size())) {
                Optional<byte[]> plain = open(core, reader, slot, key);
                if (plain.isPresent()) {
                    return plain;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> hinted(Core core, Identity reader) throws Refused {
        List<Optional<byte[]>> found = new ArrayList<>();
        for (Core.Slot slot : core.slots) {
            for (Kem key : reader.keys(core.suite)) {
                byte[] hint = Arrays.copyOf(Notation.hash("bulla/1 hint", core.salt, keyId(core, key)), 8);
                if (Arrays.equals(hint, slot.hint)) {
                    found.add(open(core, reader, slot, key));
                }
            }
        }
        check(found.size() < 2, "slots for two of this reader's keys");
        check(found.isEmpty() || found.get(0).isPresent(), "the slot with this reader's hint does not open");
        return found.isEmpty() ? Optional.empty() : found.get(0);
    }

    private static byte[] keyId(Core core, Kem key) {
        return Notation.hash("bulla/1 kem key", core.suite.octet(), key.publicKey());
    }

    private static Optional<byte[]> open(Core core, Identity reader, Core.Slot slot, Kem key) {
        byte[] info = Notation.concat(
                Notation.label("bulla/1 slot"), core.suite.octet(), core.head, reader.identifier(), keyId(core, key));
        return key.open(slot.enc, slot.sealed, info);
    }

    private static Map<Integer, byte[]> secrets(Core core, byte[] plain) throws Refused {
        Map<Integer, byte[]> secrets = new TreeMap<>();
        boolean padding = false;
        int last = -1;
        for (int at = 0; at < plain.length; at += 33) {
            int j = plain[at] & 0xff;
            byte[] entry = Arrays.copyOfRange(plain, at + 1, at + 33);
            if (j == 0xff) {
                padding = true;
                check(Arrays.equals(entry, new byte[32]), "padding of a slot");
                continue;
            }
            check(!padding && j > last && j < core.commitments.size(), "order of a slot's entries");
            check(at > 0 || j == 0, "a slot without compartment 0");
            last = j;
            byte[] secret = Notation.extract(core.salt, entry);
            byte[] commitment = Notation.derive(secret, "bulla/1 commit", core.suite.octet(), Notation.integer(j, 1));
            check(Arrays.equals(commitment, core.commitments.get(j)), "S_" + j + " does not give C_" + j);
            secrets.put(j, secret);
        }
        check(secrets.containsKey(0), "a slot without compartment 0");
        return secrets;
    }

    private static void check(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw Refused.notAuthentic(otherwise);
        }
    }

    private void check() throws Refused {
        BigInteger life = notAfter.subtract(created);
        boolean pairwiseAlone = core.slots.size() == 1 && core.commitments.size() == 1;
        if (kind > PAIRWISE
                || life.signum() <= 0
                || life.compareTo(LONGEST_LIFE) > 0
                || statement.compareTo(LAST_STATEMENT) > 0
                || notAfter.compareTo(Notation.LATEST) > 0
                || (kind == PAIRWISE && !pairwiseAlone)) {
            throw Refused.malformed("who");
        }
    }

    private static byte[] secretOf(Map<Integer, byte[]> secrets, int j) {
        return secrets.getOrDefault(j, new byte[0]);
    }

    /** The signature in a voucher (§4). */
    byte[] openVoucher(byte[] voucher) throws Refused {
        byte[] key = Notation.derive(secretOf(secrets, 0), "bulla/1 voucher", core.suite.octet());
        return Notation.decrypt(key, new byte[12], voucher, "the voucher");
    }

    /** K_j,m (§5). */
    byte[] messageKey(int j, int counter, byte[] r) {
        byte[] compartment = Notation.derive(
                secretOf(secrets, j), "bulla/1 compartment", core.suite.octet(), Notation.integer(j, 1));
        return Notation.derive(compartment, "bulla/1 message", core.id, Notation.integer(counter, 4), r);
    }

    /** The signed bytes of §7 around x. */
    byte[] signedBytes(byte[] x) {
        return Notation.concat(
                Notation.label("bulla/1 signature"),
                core.suite.octet(),
                Notation.integer(kind, 1),
                sender,
                Notation.integer(statement.longValue(), 4),
                x);
    }
}

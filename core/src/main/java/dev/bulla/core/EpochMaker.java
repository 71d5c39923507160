// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes epochs: wraps the keys of the compartments for each recipient ({@code spec/envelope.md} §4). Safe for use by many threads. */
final class EpochMaker {
    private static final int PREPARED_KEYS = 4096;

    private final Primitives primitives;
    private final Ground ground;
    private final Signer signer;
    private final Recent<Statement, Map<Kem, KemPublic>> prepared = new Recent<>(PREPARED_KEYS);

    EpochMaker(Primitives primitives, Ground ground, Signer signer) {
        this.primitives = primitives;
        this.ground = ground;
        this.signer = signer;
    }

    /** A slot, before it is written. */
    private record Slot(byte[] hint, byte[] enc, byte[] sealed) {}

    /** A recipient's key for this epoch. */
    private record Target(Identifier recipient, KemPublic key, byte[] keyId, byte[] hint, int index) {}

    SealingEpoch make(Suite suite, Proof proof, boolean hidden, Audience audience, long now) {
        if (hidden && audience.recipients().size() > Limits.HIDDEN_SLOTS) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        Who who = new Who(signer.identifier(), signer.statement(), now, now + Limits.EPOCH_MILLIS, proof);
        byte[] salt = new byte[EpochCore.SALT_BYTES];
        List<Target> targets;
        do {
            ground.randomness().fill(salt);
            targets = targets(suite, audience, salt);
        } while (!distinctHints(targets));

        int count = audience.compartments().size();
        byte[][] secrets = new byte[count][];
        CompartmentSecret[] derived = new CompartmentSecret[count];
        for (int j = 0; j < count; j++) {
            secrets[j] = new byte[Limits.HASH_BYTES];
            ground.randomness().fill(secrets[j]);
            derived[j] = new CompartmentSecret(primitives, suite, salt, j, secrets[j]);
        }
        CborWriter core = new CborWriter(targets.size() * (suite.kem().encBytes() + 64) + 512);
        core.array(6)
                .unsigned(EpochCore.VERSION)
                .unsigned(suite.id())
                .bytes(salt)
                .array(count);
        for (CompartmentSecret secret : derived) {
            core.bytes(secret.commitment());
        }
        core.bytes(once(derived[0].whoKey(), who.encode()));
        byte[] head = EpochCore.head(primitives, core.buffer(), 0, core.size());
        write(core, slots(suite, head, targets, audience, secrets, hidden));
        if (core.size() > Limits.CORE_BYTES) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        byte[] encoded = core.toArray();
        return finish(suite, who, audience, encoded, derived, secrets);
    }

    private SealingEpoch finish(
            Suite suite, Who who, Audience audience, byte[] core, CompartmentSecret[] derived, byte[][] secrets) {
        byte[] id = EpochCore.id(primitives, core);
        byte[] voucher = {};
        if (who.proof() == Proof.PAIRWISE) {
            voucher = once(derived[0].voucherKey(), signer.sign(suite, who.signedBody(suite, id)));
        }
        Prf[] messages = new Prf[derived.length];
        for (int j = 0; j < derived.length; j++) {
            messages[j] = derived[j].messages();
            derived[j].wipe();
            Arrays.fill(secrets[j], (byte) 0);
        }
        EpochKeys keys =
                new EpochKeys(id, suite, who, messages, audience.recipients().size());
        return new SealingEpoch(keys, core, voucher, audience);
    }

    private List<Target> targets(Suite suite, Audience audience, byte[] salt) {
        List<Target> targets = new ArrayList<>();
        for (Card recipient : audience.recipients()) {
            KemPublic key = prepared(recipient.head(), suite.kem());
            byte[] keyId = EpochCore.keyId(primitives, suite, key.rawShared());
            byte[] hint = EpochCore.hint(primitives, salt, keyId);
            targets.add(new Target(recipient.identifier(), key, keyId, hint, targets.size()));
        }
        targets.sort(Comparator.comparing(Target::hint, Arrays::compareUnsigned));
        return targets;
    }

    private KemPublic prepared(Statement statement, Kem kem) {
        return prepared.get(statement, s -> new ConcurrentHashMap<>()).computeIfAbsent(kem, of -> {
            Bytes key = statement.kemKeys().get(of);
            if (key == null) {
                throw new Refusal(Problem.KEY_MISSING);
            }
            return primitives.kemPublic(of, key.raw());
        });
    }

    /** A clash of hints asks for another salt, unless two recipients have one key: that clashes for ever. */
    private static boolean distinctHints(List<Target> targets) {
        for (int i = 1; i < targets.size(); i++) {
            if (Arrays.equals(targets.get(i - 1).hint(), targets.get(i).hint())) {
                if (Arrays.equals(targets.get(i - 1).keyId(), targets.get(i).keyId())) {
                    throw new Refusal(Problem.SHARED_KEY);
                }
                return false;
            }
        }
        return true;
    }

    private List<Slot> slots(
            Suite suite, byte[] head, List<Target> targets, Audience audience, byte[][] secrets, boolean hidden) {
        int entries = 0;
        for (Target target : targets) {
            entries = Math.max(entries, opens(audience, target.index()).cardinality());
        }
        List<Slot> slots = new ArrayList<>();
        try (Ordered<Slot> order = new Ordered<>(ground.executor(), 2 * ground.lanes(), slots::add)) {
            for (Target target : targets) {
                byte[] plaintext = plaintext(opens(audience, target.index()), secrets, entries);
                byte[] info = EpochCore.slotInfo(suite, head, target.recipient(), target.keyId());
                order.give(() -> {
                    Sealed sealed = primitives.hpkeSeal(target.key(), info, plaintext, ground.randomness());
                    Arrays.fill(plaintext, (byte) 0);
                    return new Slot(hidden ? new byte[0] : target.hint(), sealed.enc(), sealed.ciphertext());
                });
            }
            order.finish();
        }
        if (hidden) {
            slots.sort(Comparator.comparing(Slot::enc, Arrays::compareUnsigned));
        }
        return slots;
    }

    /** The numbers of the compartments a recipient may open. */
    private static BitSet opens(Audience audience, int recipient) {
        BitSet numbers = new BitSet();
        for (int j = 0; j < audience.compartments().size(); j++) {
            numbers.set(j, audience.compartments().get(j).get(recipient));
        }
        return numbers;
    }

    private static byte[] plaintext(BitSet numbers, byte[][] secrets, int entries) {
        byte[] plaintext = new byte[entries * EpochCore.ENTRY_BYTES];
        int at = 0;
        for (int j = numbers.nextSetBit(0); j >= 0; j = numbers.nextSetBit(j + 1)) {
            plaintext[at] = (byte) j;
            System.arraycopy(secrets[j], 0, plaintext, at + 1, Limits.HASH_BYTES);
            at += EpochCore.ENTRY_BYTES;
        }
        for (; at < plaintext.length; at += EpochCore.ENTRY_BYTES) {
            plaintext[at] = (byte) 0xff;
        }
        return plaintext;
    }

    private static void write(CborWriter core, List<Slot> slots) {
        core.array(slots.size());
        for (Slot slot : slots) {
            core.array(3).bytes(slot.hint()).bytes(slot.enc()).bytes(slot.sealed());
        }
    }

    /** Encrypts the one thing this key is for, and forgets the key. */
    private byte[] once(byte[] key, byte[] plaintext) {
        byte[] sealed = primitives.gcm().seal(key, new byte[Gcm.NONCE_BYTES], new byte[0], plaintext);
        Arrays.fill(key, (byte) 0);
        return sealed;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens epochs with the KEM keys of one identity ({@code spec/envelope.md} §8 steps 3 and 4). Safe for use by many threads. */
final class EpochOpener {
    private final Primitives primitives;
    private final Identity identity;
    private final Map<Suite, List<OwnKey>> keys = new EnumMap<>(Suite.class);

    /** One of the identity's KEM keys, in the use of one suite. */
    private record OwnKey(int statement, byte[] keyId) {}

    EpochOpener(Primitives primitives, Identity identity) {
        this.primitives = primitives;
        this.identity = identity;
        for (Suite suite : Suite.values()) {
            keys.put(suite, ownKeys(suite));
        }
    }

    /** The keys for a suite that are still held, the newest first; one that several statements list counts once. */
    private List<OwnKey> ownKeys(Suite suite) {
        Map<Bytes, OwnKey> own = new LinkedHashMap<>();
        for (int n = identity.card().statements() - 1; n >= 0; n--) {
            int number = n;
            Optional<Bytes> key =
                    identity.card().statement(n).map(s -> s.kemKeys().get(suite.kem()));
            key.filter(k -> identity.keys().holds(number, suite.kem())).ifPresent(k -> {
                byte[] keyId = EpochCore.keyId(primitives, suite, k.raw());
                own.putIfAbsent(k, new OwnKey(number, keyId));
            });
        }
        return List.copyOf(own.values());
    }

    /** What an open epoch gives: its secrets, and the key of the voucher. */
    record Result(EpochKeys keys, byte[] voucherKey) {}

    /** The epoch, or {@code null} when it is not for this identity. */
    @Nullable
    Result open(EpochCore core, boolean live) {
        byte[] head = core.head(primitives);
        byte[] plaintext = core.hidden() ? tryEach(core, head, live) : byHint(core, head);
        return plaintext == null ? null : derive(core, plaintext);
    }

    private byte @Nullable [] byHint(EpochCore core, byte[] head) {
        int mine = -1;
        OwnKey own = null;
        for (OwnKey key : keysFor(core.suite())) {
            int slot = core.slot(EpochCore.hint(primitives, core.salt(), key.keyId()));
            if (slot >= 0 && mine >= 0) {
                throw new Refusal(Problem.NOT_AUTHENTIC);
            }
            if (slot >= 0) {
                mine = slot;
                own = key;
            }
        }
        if (own == null) {
            return null;
        }
        byte[] plaintext = unseal(core, head, mine, own);
        if (plaintext == null) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
        return plaintext;
    }

    /** Anybody can make slots that cost a decapsulation for each key, so that live only the newest keys are tried. */
    private byte @Nullable [] tryEach(EpochCore core, byte[] head, boolean live) {
        List<OwnKey> all = keysFor(core.suite());
        List<OwnKey> tried = live ? all.subList(0, Math.min(Limits.HIDDEN_KEYS, all.size())) : all;
        for (int slot = 0; slot < core.slots(); slot++) {
            for (OwnKey own : tried) {
                byte[] plaintext = unseal(core, head, slot, own);
                if (plaintext != null) {
                    return plaintext;
                }
            }
        }
        return null;
    }

    private List<OwnKey> keysFor(Suite suite) {
        return keys.getOrDefault(suite, List.of());
    }

    private byte @Nullable [] unseal(EpochCore core, byte[] head, int slot, OwnKey own) {
        byte[] info = EpochCore.slotInfo(core.suite(), head, identity.identifier(), own.keyId());
        Optional<Secret> opened = identity.keys()
                .open(own.statement(), core.suite().kem(), core.enc(slot), Bytes.owned(info), core.sealed(slot));
        if (opened.isEmpty()) {
            return null;
        }
        try (Secret secret = opened.get()) {
            return secret.expose();
        }
    }

    private Result derive(EpochCore core, byte[] plaintext) {
        byte[] @Nullable [] secrets;
        try {
            secrets = EpochCore.secrets(plaintext, core.commitments().length);
        } catch (Refusal notAsWritten) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
        Prf[] messages = new Prf[secrets.length];
        byte[] whoKey = {};
        byte[] voucherKey = {};
        boolean committed = true;
        for (int j = 0; j < secrets.length; j++) {
            byte[] secret = secrets[j];
            if (secret != null) {
                CompartmentSecret derived = new CompartmentSecret(primitives, core.suite(), core.salt(), j, secret);
                committed &= java.security.MessageDigest.isEqual(derived.commitment(), core.commitments()[j]);
                messages[j] = derived.messages();
                if (j == 0) {
                    whoKey = derived.whoKey();
                    voucherKey = derived.voucherKey();
                }
                derived.wipe();
                Arrays.fill(secret, (byte) 0);
            }
        }
        Arrays.fill(plaintext, (byte) 0);
        if (!committed) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
        Who who = Who.decode(decrypt(primitives, whoKey, core.who()));
        EpochKeys epoch = new EpochKeys(core.id(primitives), core.suite(), who, messages, core.slots());
        if (who.proof() == Proof.PAIRWISE) {
            Refusal.unless(core.slots() == 1 && core.commitments().length == 1);
        }
        return new Result(epoch, voucherKey);
    }

    /** Decrypts the one thing a key is for, and forgets the key. */
    static byte[] decrypt(Primitives primitives, byte[] key, byte[] sealed) {
        byte[] out = primitives.gcm().open(key, new byte[Gcm.NONCE_BYTES], new byte[0], sealed);
        Arrays.fill(key, (byte) 0);
        if (out == null) {
            throw new Refusal(Problem.NOT_AUTHENTIC);
        }
        return out;
    }
}

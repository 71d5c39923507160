// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Bytes;
import dev.bulla.core.Curve25519;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.Secret;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens boxes with one curve key ({@code spec/nkeys.md} §4). What a box does not do stands there too: an envelope is the better choice
 * wherever the other side knows it.
 *
 * <p>Bytes: {@code 78 6b 76 31}, nonce 24, mac 16, ciphertext: {@value #OVERHEAD_BYTES} more than the plaintext. The secret shared with another key is
 * kept for the {@value #USUAL_PEERS} keys used last. Closing it wipes them; using it then throws {@link IllegalStateException}. Safe for use by many
 * threads.
 */
public final class Xkv1 implements AutoCloseable {
    /** How many bytes a box has more than its plaintext. */
    public static final int OVERHEAD_BYTES = 44;
    /** How many shared secrets are kept unless somebody says otherwise. */
    public static final int USUAL_PEERS = 1024;

    private static final byte[] VERSION = {0x78, 0x6b, 0x76, 0x31};
    private static final int MAC_AT = VERSION.length + XSalsa20.NONCE_BYTES;

    private final Secret scalar;
    private final Nkey publicKey;
    private final Randomness random;
    private final int mostPeers;
    private final Map<Nkey, int[]> shared = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    private Xkv1(NkeySeed own, Randomness random, int mostPeers) {
        if (own.role() != NkeyRole.CURVE) {
            throw new IllegalArgumentException("a key of the role " + own.role().label() + " seals nothing");
        }
        if (mostPeers < 1) {
            throw new IllegalArgumentException("there is at least one peer, not " + mostPeers);
        }
        scalar = own.scalar();
        publicKey = own.publicKey();
        this.random = random;
        this.mostPeers = mostPeers;
    }

    /**
     * Boxes of this key, which is copied.
     *
     * @throws IllegalArgumentException when it is no curve key
     */
    public static Xkv1 of(NkeySeed own, Randomness random) {
        return new Xkv1(own, random, USUAL_PEERS);
    }

    /** The same, keeping the shared secrets of so many other keys, at least 1. */
    public static Xkv1 of(NkeySeed own, Randomness random, int mostPeers) {
        return new Xkv1(own, random, mostPeers);
    }

    /** The key that others need, to seal to it and to open what it sealed. */
    public Nkey publicKey() {
        return publicKey;
    }

    /**
     * Seals for one key. Whoever has that key can open it, and so can this one.
     *
     * @throws IllegalArgumentException when {@code to} is no curve key, or the plaintext is longer than an array
     */
    public Bytes seal(Nkey to, Bytes plaintext) {
        if (plaintext.size() > Integer.MAX_VALUE - 8 - OVERHEAD_BYTES) {
            throw new IllegalArgumentException("a box has less than 2 GiB");
        }
        requireCurve(to);
        byte[] nonce = new byte[XSalsa20.NONCE_BYTES];
        random.fill(nonce);
        byte[] plain = plaintext.toArray();
        byte[] box = new byte[OVERHEAD_BYTES + plain.length];
        System.arraycopy(VERSION, 0, box, 0, VERSION.length);
        System.arraycopy(nonce, 0, box, VERSION.length, nonce.length);
        XSalsa20 cipher = cipher(to, box);
        byte[] polyKey = cipher.polyKey();
        try {
            cipher.crypt(plain, 0, box, OVERHEAD_BYTES, plain.length);
            byte[] mac = Poly1305.tag(polyKey, box, OVERHEAD_BYTES, plain.length);
            System.arraycopy(mac, 0, box, MAC_AT, mac.length);
            return Bytes.of(box);
        } finally {
            Arrays.fill(plain, (byte) 0);
            Arrays.fill(polyKey, (byte) 0);
            cipher.wipe();
        }
    }

    /**
     * Opens what was sealed between this key and another: {@link Problem#MALFORMED}, {@link Problem#VERSION_UNKNOWN} or {@link
     * Problem#NOT_AUTHENTIC} when it does not open.
     *
     * @throws IllegalArgumentException when {@code from} is no curve key
     */
    public Outcome<Bytes> open(Nkey from, Bytes box) {
        requireCurve(from);
        byte[] bytes = box.toArray();
        int same = Arrays.mismatch(VERSION, Arrays.copyOf(bytes, VERSION.length));
        if (bytes.length < OVERHEAD_BYTES || (same >= 0 && same < VERSION.length - 1)) {
            return Outcome.bad(Problem.MALFORMED, "this is no box");
        }
        if (same >= 0) {
            return Outcome.bad(Problem.VERSION_UNKNOWN, "a box of another version");
        }
        XSalsa20 cipher = cipher(from, bytes);
        byte[] polyKey = cipher.polyKey();
        int length = bytes.length - OVERHEAD_BYTES;
        try {
            byte[] mac = Poly1305.tag(polyKey, bytes, OVERHEAD_BYTES, length);
            if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(bytes, MAC_AT, OVERHEAD_BYTES))) {
                return Outcome.bad(Problem.NOT_AUTHENTIC, "the box was sealed with other keys, or changed");
            }
            byte[] plain = new byte[length];
            cipher.crypt(bytes, OVERHEAD_BYTES, plain, 0, length);
            try {
                return Outcome.good(Bytes.of(plain));
            } finally {
                Arrays.fill(plain, (byte) 0);
            }
        } finally {
            Arrays.fill(polyKey, (byte) 0);
            cipher.wipe();
        }
    }

    private XSalsa20 cipher(Nkey peer, byte[] box) {
        int[] key = shared(peer);
        try {
            return XSalsa20.of(key, box, VERSION.length);
        } finally {
            Arrays.fill(key, 0);
        }
    }

    private static void requireCurve(Nkey peer) {
        if (peer.role() != NkeyRole.CURVE) {
            throw new IllegalArgumentException(
                    "a key of the role " + peer.role().label() + " opens nothing");
        }
    }

    /** A copy, so that one that is dropped can be wiped while others work. */
    private int[] shared(Nkey peer) {
        int[] known = find(peer);
        if (known != null) {
            return known;
        }
        // a public nkey is never of low order
        try (Secret dh = Curve25519.agree(scalar, peer.raw()).orElseThrow()) {
            byte[] bare = dh.expose();
            int[] words = XSalsa20.words(bare);
            int[] key = XSalsa20.derive(words, new byte[16], 0);
            Arrays.fill(bare, (byte) 0);
            Arrays.fill(words, 0);
            keep(peer, key.clone());
            return key;
        }
    }

    private synchronized int @Nullable [] find(Nkey peer) {
        if (closed) {
            throw new IllegalStateException("these boxes were closed");
        }
        int[] known = shared.get(peer);
        return known == null ? null : known.clone();
    }

    private synchronized void keep(Nkey peer, int[] key) {
        if (closed) {
            Arrays.fill(key, 0);
            return;
        }
        int[] before = shared.put(peer, key);
        if (before != null) {
            Arrays.fill(before, 0);
        }
        if (shared.size() > mostPeers) {
            Iterator<int[]> eldest = shared.values().iterator();
            Arrays.fill(eldest.next(), 0);
            eldest.remove();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        shared.values().forEach(key -> Arrays.fill(key, 0));
        shared.clear();
        scalar.close();
    }

    @Override
    public String toString() {
        return "Xkv1(" + publicKey + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The public bytes of an epoch ({@code spec/envelope.md} §4), decoded in place: keys wrapped for the recipients. At most 2 MiB. Unchanging, as
 * long as nobody changes the array it was read from; not for many threads.
 */
final class EpochCore {
    static final int VERSION = 1;
    static final int SALT_BYTES = 32;
    static final int HINT_BYTES = 8;
    static final int ENTRY_BYTES = 33;

    private static final byte[] HEAD = Framing.label("bulla/1 head");
    private static final byte[] EPOCH = Framing.label("bulla/1 epoch");
    private static final byte[] HINT = Framing.label("bulla/1 hint");
    private static final byte[] SLOT = Framing.label("bulla/1 slot");
    private static final byte[] KEM_KEY = Framing.label("bulla/1 kem key");
    private static final byte[] ARRAY_OF_FIVE = {(byte) 0x85};

    private final byte[] buffer;
    private final int start;
    private final int size;
    private final Suite suite;
    private final byte[] salt;
    private final byte[][] commitments;
    private final byte[] who;
    private final int slotsAt;
    private final int[] encAt;
    private final int hintBytes;
    private final int sealedBytes;
    private byte @Nullable [] id;

    private EpochCore(
            byte[] buffer,
            int start,
            int size,
            Suite suite,
            byte[] salt,
            byte[][] commitments,
            byte[] who,
            int slotsAt,
            int[] encAt,
            int hintBytes,
            int sealedBytes) {
        this.buffer = buffer;
        this.start = start;
        this.size = size;
        this.suite = suite;
        this.salt = salt;
        this.commitments = commitments;
        this.who = who;
        this.slotsAt = slotsAt;
        this.encAt = encAt;
        this.hintBytes = hintBytes;
        this.sealedBytes = sealedBytes;
    }

    /** Reads a core that stands next in the reader. */
    static EpochCore read(CborReader in) {
        in.keep();
        in.versioned(6, VERSION);
        Suite suite = Suite.withId(in.unsigned(Long.MAX_VALUE)).orElseThrow(() -> new Refusal(Problem.SUITE_REFUSED));
        byte[] salt = in.bytes(SALT_BYTES, SALT_BYTES);
        byte[][] commitments = new byte[in.array(1, Limits.COMPARTMENTS)][];
        for (int i = 0; i < commitments.length; i++) {
            commitments[i] = in.bytes(Limits.HASH_BYTES, Limits.HASH_BYTES);
        }
        int whoBytes = Limits.WHO_BYTES + Limits.TAG_BYTES;
        byte[] who = in.bytes(whoBytes, whoBytes);
        int slotsAt = in.position() - in.keptAt();
        int[] encAt = new int[in.array(1, Limits.SLOTS)];
        int hintBytes = 0;
        int sealedBytes = 0;
        for (int i = 0; i < encAt.length; i++) {
            in.array(3);
            int hint = in.bytesInPlace(0, HINT_BYTES);
            int enc = in.bytesInPlace(suite.kem().encBytes(), suite.kem().encBytes());
            encAt[i] = in.position() - in.keptAt() - enc;
            int sealed = in.bytesInPlace(ENTRY_BYTES, commitments.length * ENTRY_BYTES + Limits.TAG_BYTES);
            Refusal.unless(i == 0 || (hint == hintBytes && sealed == sealedBytes));
            hintBytes = hint;
            sealedBytes = sealed;
            tooLarge(in.position() - in.keptAt());
        }
        Refusal.unless(hintBytes == 0 || hintBytes == HINT_BYTES);
        Refusal.unless((sealedBytes - Limits.TAG_BYTES) % ENTRY_BYTES == 0);
        int size = in.position() - in.keptAt();
        boolean inPlace = in.keepsItsBuffer();
        byte[] buffer = inPlace ? in.buffer() : Arrays.copyOfRange(in.buffer(), in.keptAt(), in.position());
        EpochCore core = new EpochCore(
                buffer,
                inPlace ? in.keptAt() : 0,
                size,
                suite,
                salt,
                commitments,
                who,
                slotsAt,
                encAt,
                hintBytes,
                sealedBytes);
        core.checkOrder();
        return core;
    }

    /** Reads the core of this id, which the caller has computed. */
    static EpochCore read(CborReader in, byte[] id) {
        EpochCore core = read(in);
        core.id = id;
        return core;
    }

    private static void tooLarge(int bytes) {
        if (bytes > Limits.CORE_BYTES) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
    }

    private void checkOrder() {
        if (hidden() && encAt.length > Limits.HIDDEN_SLOTS) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        int width = hidden() ? suite.kem().encBytes() : HINT_BYTES;
        for (int i = 1; i < encAt.length; i++) {
            int before = hidden() ? encAt(i - 1) : hintAt(i - 1);
            int here = hidden() ? encAt(i) : hintAt(i);
            Refusal.unless(Arrays.compareUnsigned(buffer, before, before + width, buffer, here, here + width) < 0);
        }
    }

    private int encAt(int slot) {
        return start + encAt[slot];
    }

    /** A hint's bytes end where the head of {@code enc} begins. */
    private int hintAt(int slot) {
        return encAt(slot) - CborWriter.headBytes(suite.kem().encBytes()) - HINT_BYTES;
    }

    Suite suite() {
        return suite;
    }

    byte[] salt() {
        return salt;
    }

    byte[][] commitments() {
        return commitments;
    }

    byte[] who() {
        return who;
    }

    int slots() {
        return encAt.length;
    }

    boolean hidden() {
        return hintBytes == 0;
    }

    int size() {
        return size;
    }

    byte[] encoded() {
        return Arrays.copyOfRange(buffer, start, start + size);
    }

    byte[] id(Primitives primitives) {
        if (id == null) {
            id = id(primitives, buffer, start, size);
        }
        return id;
    }

    static byte[] id(Primitives primitives, byte[] core) {
        return id(primitives, core, 0, core.length);
    }

    static byte[] id(Primitives primitives, byte[] buffer, int start, int size) {
        MessageDigest sha = primitives.sha256();
        sha.update(EPOCH);
        sha.update(buffer, start, size);
        return sha.digest();
    }

    /** {@code head}: the hash of everything but the slots, which is the core's own bytes behind the head of a shorter array. */
    byte[] head(Primitives primitives) {
        return head(primitives, buffer, start, slotsAt);
    }

    static byte[] head(Primitives primitives, byte[] buffer, int start, int slotsAt) {
        MessageDigest sha = primitives.sha256();
        sha.update(HEAD);
        sha.update(ARRAY_OF_FIVE);
        sha.update(buffer, start + 1, slotsAt - 1);
        return sha.digest();
    }

    Bytes enc(int slot) {
        return Bytes.of(buffer, encAt(slot), suite.kem().encBytes());
    }

    Bytes sealed(int slot) {
        int at = encAt(slot) + suite.kem().encBytes();
        return Bytes.of(buffer, at + CborWriter.headBytes(sealedBytes), sealedBytes);
    }

    /** The slot with this hint, or -1. */
    int slot(byte[] hint) {
        int low = 0;
        int high = encAt.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int at = hintAt(middle);
            int order = Arrays.compareUnsigned(buffer, at, at + HINT_BYTES, hint, 0, HINT_BYTES);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    static byte[] keyId(Primitives primitives, Suite suite, byte[] publicKey) {
        return primitives.sha256(KEM_KEY, new byte[] {suite.id()}, publicKey);
    }

    static byte[] hint(Primitives primitives, byte[] salt, byte[] keyId) {
        return Arrays.copyOf(primitives.sha256(HINT, salt, keyId), HINT_BYTES);
    }

    static byte[] slotInfo(Suite suite, byte[] head, Identifier recipient, byte[] keyId) {
        return Framing.join(
                SLOT, new byte[] {suite.id()}, head, recipient.value().raw(), keyId);
    }

    /**
     * The compartments a slot's plaintext opens, by their number; {@code null} where it opens none.
     *
     * @throws Refusal when it is not what {@code spec/envelope.md} §4 allows
     */
    static byte[] @Nullable [] secrets(byte[] plaintext, int compartments) {
        byte[][] secrets = new byte[compartments][];
        boolean padding = false;
        int last = -1;
        for (int at = 0; at < plaintext.length; at += ENTRY_BYTES) {
            int number = plaintext[at] & 0xff;
            byte[] secret = Arrays.copyOfRange(plaintext, at + 1, at + ENTRY_BYTES);
            if (number == 0xff) {
                padding = true;
                Refusal.unless(last >= 0 && Arrays.equals(secret, new byte[ENTRY_BYTES - 1]));
            } else {
                Refusal.unless(!padding && number > last && number < compartments && (last >= 0 || number == 0));
                secrets[number] = secret;
                last = number;
            }
        }
        return secrets;
    }
}

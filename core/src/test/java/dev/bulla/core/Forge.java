// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes epochs as an attacker would: byte by byte ({@code spec/envelope.md} §4), right in everything but what the test changes. Uses the
 * product's primitives and none of its sealing code. {@link ForgedWire} writes the messages.
 */
final class Forge {
    static final Primitives PRIMITIVES = Primitives.best();

    private static final Randomness RANDOM = new Person.Seeds("forge");
    private static final long NOW = World.NOW.toEpochMilli();

    final Suite suite;
    final byte[] salt = random(EpochCore.SALT_BYTES);
    final byte[][] secrets;
    final byte[][] commitments;
    Who who;
    boolean hidden;
    private final List<Slot> slots = new ArrayList<>();
    private byte @Nullable [] core;

    private Forge(Suite suite, Who who, int compartments) {
        this.suite = suite;
        this.who = who;
        this.secrets = new byte[compartments][];
        this.commitments = new byte[compartments][];
        for (int j = 0; j < compartments; j++) {
            secret(j, random(32));
        }
    }

    /** A slot: what its reader gets, and which key and which identity it is bound to. */
    private record Slot(byte[] publicKey, byte[] recipient, byte[] plaintext, byte @Nullable [] copied) {}

    /** An epoch that names a sender. Base mode lets anybody write anybody's name. */
    static Forge naming(Person sender, Proof proof, int compartments) {
        return of(Suite.HYBRID, who(sender.identifier(), sender.card().head().number(), proof), compartments);
    }

    static Forge of(Suite suite, Who who, int compartments) {
        return new Forge(suite, who, compartments);
    }

    static Who who(Identifier sender, int statement, Proof proof) {
        return new Who(sender, statement, NOW, NOW + Limits.EPOCH_MILLIS, proof);
    }

    /** Sets {@code S_j} and the commitment that belongs to it. */
    Forge secret(int j, byte[] secret) {
        secrets[j] = secret;
        commitments[j] = new CompartmentSecret(PRIMITIVES, suite, salt, j, secret).commitment();
        return this;
    }

    /** An honest slot for somebody's newest card. */
    Forge slot(Person reader, int... compartments) {
        return slot(reader.card(), reader.identifier().value().raw(), compartments);
    }

    /** A slot to the key in a card, bound to any identifier. */
    Forge slot(Card card, byte[] recipient, int... compartments) {
        return slot(
                there(card.head().kemKeys().get(suite.kem())).raw(),
                recipient,
                entries(compartments.length, compartments));
    }

    /** A slot with any plaintext. */
    Forge slot(byte[] publicKey, byte[] recipient, byte[] plaintext) {
        slots.add(new Slot(publicKey, recipient, plaintext, null));
        return this;
    }

    /** A slot copied from another epoch: its {@code enc} and {@code sealed}, under the hint this epoch's salt gives. */
    Forge copied(Person reader, EpochCore from, int slot) {
        byte[] both = Framing.join(from.enc(slot).raw(), from.sealed(slot).raw());
        byte[] key = kemKey(reader, suite.kem());
        slots.add(new Slot(key, new byte[0], new byte[0], both));
        return this;
    }

    /** The plaintext of a slot, padded to so many entries. */
    byte[] entries(int count, int... compartments) {
        byte[] plain = new byte[count * EpochCore.ENTRY_BYTES];
        for (int i = 0; i < count; i++) {
            plain[i * EpochCore.ENTRY_BYTES] = (byte) (i < compartments.length ? compartments[i] : 0xff);
            if (i < compartments.length) {
                System.arraycopy(secrets[compartments[i]], 0, plain, i * EpochCore.ENTRY_BYTES + 1, 32);
            }
        }
        return plain;
    }

    /** The core's bytes, made at the first call. */
    byte[] core() {
        if (core == null) {
            CborWriter out = new CborWriter(4096);
            out.array(6).unsigned(1).unsigned(suite.id()).bytes(salt).array(commitments.length);
            for (byte[] commitment : commitments) {
                out.bytes(commitment);
            }
            out.bytes(once(derived(0).whoKey(), who.encode()));
            byte[] head = EpochCore.head(PRIMITIVES, out.buffer(), 0, out.size());
            List<byte[][]> sealed = new ArrayList<>();
            for (Slot slot : slots) {
                sealed.add(seal(slot, head));
            }
            sealed.sort(Comparator.comparing(s -> hidden ? s[1] : s[0], Arrays::compareUnsigned));
            out.array(sealed.size());
            for (byte[][] slot : sealed) {
                out.array(3).bytes(slot[0]).bytes(slot[1]).bytes(slot[2]);
            }
            core = out.toArray();
        }
        return core;
    }

    private byte[][] seal(Slot slot, byte[] head) {
        byte[] keyId = EpochCore.keyId(PRIMITIVES, suite, slot.publicKey());
        byte[] hint = hidden ? new byte[0] : EpochCore.hint(PRIMITIVES, salt, keyId);
        if (slot.copied() != null) {
            int enc = suite.kem().encBytes();
            return new byte[][] {
                hint, Arrays.copyOf(slot.copied(), enc), Arrays.copyOfRange(slot.copied(), enc, slot.copied().length)
            };
        }
        byte[] info =
                Framing.join(Framing.label("bulla/1 slot"), new byte[] {suite.id()}, head, slot.recipient(), keyId);
        KemPublic key = PRIMITIVES.kemPublic(suite.kem(), slot.publicKey());
        Sealed sealed = PRIMITIVES.hpkeSeal(key, info, slot.plaintext(), RANDOM);
        return new byte[][] {hint, sealed.enc(), sealed.ciphertext()};
    }

    /** Everything the maker of an epoch knows. */
    EpochKeys keys() {
        Prf[] messages = new Prf[secrets.length];
        for (int j = 0; j < messages.length; j++) {
            messages[j] = derived(j).messages();
        }
        return new EpochKeys(EpochCore.id(PRIMITIVES, core()), suite, who, messages, slots.size());
    }

    private CompartmentSecret derived(int j) {
        return new CompartmentSecret(PRIMITIVES, suite, salt, j, secrets[j]);
    }

    /** The voucher of a pairwise epoch with any signature in it. */
    byte[] voucher(byte[] signature) {
        return once(derived(0).voucherKey(), signature);
    }

    private static byte[] once(byte[] key, byte[] plaintext) {
        return PRIMITIVES.gcm().seal(key, new byte[Gcm.NONCE_BYTES], new byte[0], plaintext);
    }

    /** A message of this epoch with one part in compartment 0, without a proof. */
    ForgedWire message(int counter, String text) {
        return ForgedWire.of(core(), keys(), counter, header("", "body", 0)).part(keys(), 0, text(text));
    }

    /** A signature as the specification frames it, by the keys of somebody's statement, about whatever {@code who} claims. */
    static byte[] sign(Person signer, int statement, Suite suite, Who who, byte[]... x) {
        byte[] signed = Label.SIGNATURE.frame(who.signedBody(suite, x).raw());
        return signRaw(signer, statement, suite, signed);
    }

    static byte[] signRaw(Person signer, int statement, Suite suite, byte[] signed) {
        Map<SignatureScheme, SigningKey> keys =
                there(signer.keys().get(statement)).signers(PRIMITIVES);
        return Framing.join(suite.schemes().stream()
                .map(scheme -> there(keys.get(scheme)).sign(signed))
                .toArray(byte[][]::new));
    }

    /** What one recipient learns of an epoch: everything its slot opens. */
    static EpochKeys insider(Person reader, byte[] core) {
        EpochOpener opener = new EpochOpener(PRIMITIVES, reader.identity());
        return there(opener.open(EpochCore.read(new CborReader(core)), true)).keys();
    }

    /** The secret {@code S_j} that one recipient finds in its slot. */
    static byte[] stolen(Person reader, byte[] encoded, int compartment) {
        EpochCore core = EpochCore.read(new CborReader(encoded));
        int number = reader.card().head().number();
        byte[] key = kemKey(reader, core.suite().kem());
        byte[] keyId = EpochCore.keyId(PRIMITIVES, core.suite(), key);
        byte[] info = EpochCore.slotInfo(core.suite(), core.head(PRIMITIVES), reader.identifier(), keyId);
        int slot = core.slot(EpochCore.hint(PRIMITIVES, core.salt(), keyId));
        Secret plain = reader.identity()
                .keys()
                .open(number, core.suite().kem(), core.enc(slot), Bytes.owned(info), core.sealed(slot))
                .orElseThrow();
        return there(EpochCore.secrets(plain.expose(), core.commitments().length)[compartment]);
    }

    /** A header made now with parts in compartments: name, number, name, number. */
    static byte[] header(String context, Object... places) {
        return header(NOW, -1, context, List.of(), places);
    }

    static byte[] header(long created, long expires, String context, List<Identifier> addressees, Object... places) {
        List<Header.Place> table = new ArrayList<>();
        for (int i = 0; i < places.length; i += 2) {
            table.add(new Header.Place((String) places[i], (Integer) places[i + 1]));
        }
        return new Header(
                        created,
                        expires,
                        context,
                        "",
                        table,
                        Map.of(),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        addressees)
                .encode()
                .toArray();
    }

    /** The plaintext of a part of text. */
    static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return Framing.join(new Preamble("", utf8.length, false, false).encode(), utf8);
    }

    /** The plaintext of a part with any preamble. */
    static byte[] part(Preamble preamble, byte[] stored) {
        return Framing.join(preamble.encode(), stored);
    }

    /** What came of sealing or reading, in one word. */
    static String word(Outcome<?> outcome) {
        return outcome.<String>fold(good -> "good", bad -> bad.problem().name());
    }

    static byte[] kemKey(Person reader, Kem kem) {
        return there(reader.card().head().kemKeys().get(kem)).raw();
    }

    /** What cannot be missing. */
    static <T> T there(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.fill(random);
        return random;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes one message in an epoch ({@code spec/envelope.md} §5 to §7), all but the proof, which {@link Sealer} makes over one or many. */
final class MessageSealer {
    private static final int PROOF_ROOM = CborWriter.headBytes(Limits.PROOF_BYTES) + Limits.TAG_BYTES;

    private final Primitives primitives;
    private final Ground ground;

    MessageSealer(Primitives primitives, Ground ground) {
        this.primitives = primitives;
        this.ground = ground;
    }

    /** A message that lacks its proof. {@code digest} is empty in pairwise. */
    record Unproven(Target target, MessageKeys keys, byte[] digest) {}

    /** Into an array with room for a proof of {@code proofBytes}. */
    Unproven inMemory(SealingEpoch epoch, Draft draft, Header header, int counter, int proofBytes) {
        List<Plaintext.InMemory> parts = new ArrayList<>();
        long room = proofBytes == 0 ? 0 : PROOF_ROOM + proofBytes;
        for (Piece piece : draft.pieces()) {
            Plaintext.InMemory plaintext = Plaintext.of(piece, ((Content.InMemory) piece.content()).bytes());
            parts.add(plaintext);
            room += Plaintext.sealedBytes(plaintext.total(), true);
        }
        Begun begun = begin(epoch, draft, header, counter);
        room += begun.prologue().size();
        if (room > Integer.MAX_VALUE - 64) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        Target.InMemory target = new Target.InMemory((int) room);
        target.write(begun.prologue().buffer(), begun.prologue().size());
        PartSealer sealer = partSealer(epoch);
        for (int i = 0; i < parts.size(); i++) {
            byte[] key = begun.keys().key(header.places().get(i).compartment());
            begun.digest().part(sealer.seal(MessageKeys.FIRST_PART + i, key, parts.get(i), target));
        }
        return new Unproven(target, begun.keys(), digest(epoch, begun));
    }

    /** Through a stream. */
    Unproven streamed(SealingEpoch epoch, Draft draft, Header header, int counter, Target target) throws IOException {
        Begun begun = begin(epoch, draft, header, counter);
        target.write(begun.prologue().buffer(), begun.prologue().size());
        PartSealer sealer = partSealer(epoch);
        int i = 0;
        for (Piece piece : draft.pieces()) {
            byte[] key = begun.keys().key(header.places().get(i).compartment());
            try (Plaintext plaintext = plaintext(piece)) {
                begun.digest().part(sealer.seal(MessageKeys.FIRST_PART + i, key, plaintext, target));
            }
            i++;
        }
        return new Unproven(target, begun.keys(), digest(epoch, begun));
    }

    private static Plaintext plaintext(Piece piece) throws IOException {
        if (piece.content() instanceof Content.InMemory) {
            return Plaintext.of(piece, ((Content.InMemory) piece.content()).bytes());
        }
        return Plaintext.of(piece, (Content.Streamed) piece.content());
    }

    private PartSealer partSealer(SealingEpoch epoch) {
        return new PartSealer(primitives, ground, epoch.keys().who().proof() != Proof.PAIRWISE);
    }

    /** A message whose beginning is written. */
    private record Begun(CborWriter prologue, MessageKeys keys, DigestBuilder digest) {}

    private Begun begin(SealingEpoch epoch, Draft draft, Header header, int counter) {
        byte[] random = new byte[Limits.RANDOM_BYTES];
        ground.randomness().fill(random);
        MessageKeys keys = epoch.keys().message(counter, random);
        byte[] plain = header.encode();
        if (plain.length > Limits.HEADER_BYTES) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        byte[] sealed = encrypt(keys, MessageKeys.HEADER, plain);
        CborWriter prologue = new CborWriter(epoch.openingBytes(draft.isByReference()) + sealed.length + 40);
        epoch.writeOpening(prologue, draft.isByReference());
        prologue.array(4)
                .unsigned(counter)
                .bytes(random)
                .unsigned(draft.pieces().size())
                .bytes(sealed);
        // In pairwise nobody asks for D.
        boolean pairwise = epoch.keys().who().proof() == Proof.PAIRWISE;
        DigestBuilder digest = new DigestBuilder(
                primitives,
                epoch.keys().id(),
                counter,
                random,
                pairwise ? new byte[Limits.HASH_BYTES] : primitives.sha256(sealed),
                draft.pieces().size());
        return new Begun(prologue, keys, digest);
    }

    private static byte[] digest(SealingEpoch epoch, Begun begun) {
        return epoch.keys().who().proof() == Proof.PAIRWISE
                ? new byte[0]
                : begun.digest().digest();
    }

    /** Header or proof: one segment under the key of compartment 0. */
    private byte[] encrypt(MessageKeys keys, int place, byte[] plaintext) {
        byte[] out = new byte[plaintext.length + Limits.TAG_BYTES];
        byte[] nonce = MessageKeys.nonce(place, 0, true);
        primitives.gcm().seal(keys.key(0), nonce, plaintext, 0, plaintext.length, out, 0);
        return out;
    }

    /** Appends the proof and forgets the keys. */
    void prove(Unproven message, byte[] proof) {
        byte[] sealed = encrypt(message.keys(), MessageKeys.PROOF, proof);
        CborWriter item = new CborWriter(sealed.length + 3);
        item.bytes(sealed);
        message.target().write(item.buffer(), item.size());
        message.keys().wipe();
    }
}

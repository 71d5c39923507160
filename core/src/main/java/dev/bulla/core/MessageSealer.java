// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes one message in an epoch ({@code spec/envelope.md} §5 to §7), all but the proof, which {@link Sealer} makes over one or many. */
final class MessageSealer {
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
        long room = proofBytes == 0 ? 0 : CborWriter.bytesItem(proofBytes + Limits.TAG_BYTES);
        for (Piece piece : draft.pieces()) {
            if (!(piece.content() instanceof Content.InMemory content)) {
                throw new IllegalArgumentException(
                        "the part " + piece.name() + " is a stream, which only sealTo seals");
            }
            Plaintext.InMemory plaintext = Plaintext.of(piece, content.bytes());
            parts.add(plaintext);
            room += Plaintext.sealedBytes(plaintext.total(), true);
        }
        Begun begun = begin(epoch, draft, header, counter, room);
        Target.InMemory target = new Target.InMemory(begun.prologue());
        PartSealer sealer = partSealer(epoch);
        for (int i = 0; i < parts.size(); i++) {
            GcmKey key = begun.keys().key(header.places().get(i).compartment());
            begun.digest().part(sealer.seal(MessageKeys.FIRST_PART + i, key, parts.get(i), target));
        }
        return new Unproven(target, begun.keys(), digest(epoch, begun));
    }

    /** Through a stream. */
    Unproven streamed(SealingEpoch epoch, Draft draft, Header header, int counter, Target target) throws IOException {
        Begun begun = begin(epoch, draft, header, counter, 0);
        target.write(begun.prologue().buffer(), begun.prologue().size());
        PartSealer sealer = partSealer(epoch);
        int i = 0;
        for (Piece piece : draft.pieces()) {
            GcmKey key = begun.keys().key(header.places().get(i).compartment());
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

    /** Writes it into an array that has room for so many bytes more. */
    private Begun begin(SealingEpoch epoch, Draft draft, Header header, int counter, long more) {
        byte[] random = new byte[Limits.RANDOM_BYTES];
        ground.randomness().fill(random);
        MessageKeys keys = epoch.keys().message(counter, random);
        CborWriter plain = header.encode();
        int sealedBytes = plain.size() + Limits.TAG_BYTES;
        int parts = draft.pieces().size();
        long room = more
                + epoch.openingBytes(draft.isByReference())
                + 1
                + CborWriter.headBytes(counter)
                + CborWriter.bytesItem(Limits.RANDOM_BYTES)
                + CborWriter.headBytes(parts)
                + CborWriter.bytesItem(sealedBytes);
        if (plain.size() > Limits.HEADER_BYTES || room > Integer.MAX_VALUE - 64) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        CborWriter out = new CborWriter((int) room);
        epoch.writeOpening(out, draft.isByReference());
        out.array(4).unsigned(counter).bytes(random).unsigned(parts);
        out.head(CborWriter.BYTES, sealedBytes);
        int at = out.leave(sealedBytes);
        encrypt(keys, MessageKeys.HEADER, plain.buffer(), plain.size(), out.buffer(), at);
        // In pairwise nobody asks for D.
        boolean pairwise = epoch.keys().who().proof() == Proof.PAIRWISE;
        byte[] hash = pairwise ? new byte[Limits.HASH_BYTES] : Sha256.digest(out.buffer(), at, sealedBytes);
        return new Begun(out, keys, new DigestBuilder(primitives, epoch.keys().id(), counter, random, hash, parts));
    }

    private static byte[] digest(SealingEpoch epoch, Begun begun) {
        return epoch.keys().who().proof() == Proof.PAIRWISE
                ? new byte[0]
                : begun.digest().digest();
    }

    /** Header or proof: one segment under the key of compartment 0. */
    private void encrypt(MessageKeys keys, int place, byte[] plaintext, int length, byte[] into, int at) {
        byte[] nonce = MessageKeys.nonce(place, 0, true);
        primitives.gcm().seal(keys.key(0), nonce, plaintext, 0, length, into, at);
    }

    /** Appends the proof and forgets the keys. */
    void prove(Unproven message, byte[] proof) {
        int sealedBytes = proof.length + Limits.TAG_BYTES;
        Target.Region region = message.target().reserve(CborWriter.bytesItem(sealedBytes));
        int at = CborWriter.putHead(region.buffer(), region.offset(), CborWriter.BYTES, sealedBytes);
        encrypt(message.keys(), MessageKeys.PROOF, proof, proof.length, region.buffer(), at);
        message.target().filled(region, CborWriter.bytesItem(sealedBytes));
        message.keys().wipe();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What anyone can see of an envelope without a key ({@code spec/envelope.md} §12). Nothing of it is proven.
 *
 * @param suite empty when the envelope names its epoch instead of carrying it
 * @param epochId which epoch, 32 bytes
 * @param inline whether the epoch is carried
 * @param recipients how many; 0 when the epoch is not carried
 * @param hidden whether the recipients are hidden
 * @param compartments how many; 0 when the epoch is not carried
 * @param counter the message's number in its epoch
 * @param headerBytes the size of the sealed header
 * @param parts the sizes of the sealed parts
 * @param proven whether a proof is there; without one it is pairwise
 * @param digest the message's name, D
 * @param totalBytes the size of the whole
 */
public record Inspection(
        Optional<Suite> suite,
        Bytes epochId,
        boolean inline,
        int recipients,
        boolean hidden,
        int compartments,
        int counter,
        int headerBytes,
        List<Long> parts,
        boolean proven,
        Bytes digest,
        long totalBytes) {
    private static final byte[] BEGINNING = {(byte) 0xda, 'b', 'u', 'l', 'a'};

    /**
     * Looks at an envelope of any length.
     *
     * @throws IOException when the stream fails
     */
    public static Outcome<Inspection> of(InputStream envelope, Ground ground) throws IOException {
        try {
            return Outcome.good(read(Primitives.best(), ground, Optional.empty(), new CborReader(envelope)));
        } catch (Refusal refused) {
            return Outcome.bad(refused.problem(), refused.about());
        }
    }

    /** Whether it begins as every envelope does ({@code spec/envelope.md} §2). No more is looked at. */
    public static boolean looksSealed(Bytes envelope) {
        return envelope.size() >= BEGINNING.length
                && Arrays.equals(envelope.raw(), 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
    }

    /** Looks at an envelope in memory. */
    public static Outcome<Inspection> of(Bytes envelope) {
        try {
            Ground alone = Ground.of(() -> Instant.EPOCH, bytes -> {});
            return Outcome.good(read(Primitives.best(), alone, Optional.empty(), new CborReader(envelope.raw())));
        } catch (Refusal refused) {
            return Outcome.bad(refused.problem(), refused.about());
        }
    }

    /** D of an envelope that was read before, so that its epoch's id is known. */
    static Bytes digest(Primitives primitives, Ground ground, byte[] epochId, CborReader in) {
        return read(primitives, ground, Optional.of(Bytes.owned(epochId)), in).digest();
    }

    private static Inspection read(Primitives primitives, Ground ground, Optional<Bytes> known, CborReader in) {
        Prologue prologue = Prologue.read(in, here -> null);
        Optional<EpochCore> core = Optional.ofNullable(prologue.core());
        Bytes epochId = known.orElseGet(() -> prologue.epochId() != null
                ? prologue.epochId()
                : Bytes.owned(core.orElseThrow(Refusal::malformed).id(primitives)));
        DigestBuilder digest = new DigestBuilder(
                primitives,
                epochId.raw(),
                prologue.counter(),
                prologue.random(),
                primitives.sha256(prologue.header()),
                prologue.parts());
        SegmentScanner scanner = new SegmentScanner(primitives, ground, in, true, null);
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < prologue.parts(); i++) {
            PartLayout layout = scanner.part(MessageKeys.FIRST_PART + i);
            sizes.add(layout.sealedBytes());
            digest.part(layout.digest());
        }
        in.keep();
        boolean proven = !in.atEnd();
        if (proven) {
            in.bytes(Limits.TAG_BYTES + 1, Limits.PROOF_BYTES);
        }
        in.expectEnd();
        return new Inspection(
                core.map(EpochCore::suite),
                epochId,
                core.isPresent(),
                core.map(EpochCore::slots).orElse(0),
                core.map(EpochCore::hidden).orElse(false),
                core.map(c -> c.commitments().length).orElse(0),
                prologue.counter(),
                prologue.header().length,
                List.copyOf(sizes),
                proven,
                Bytes.owned(digest.digest()),
                in.consumed());
    }
}

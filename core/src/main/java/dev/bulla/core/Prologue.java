// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import org.jspecify.annotations.Nullable;

/**
 * The beginning of an envelope ({@code spec/envelope.md} §5), up to the first segment.
 *
 * @param core the epoch's bytes, unless they are elsewhere or known already
 * @param known the epoch, when exactly these bytes were met before
 * @param epochId the epoch's id, when the message carries it instead
 * @param voucher empty when there is none
 */
record Prologue(
        @Nullable EpochCore core,
        @Nullable KnownEpoch known,
        @Nullable Bytes epochId,
        byte[] voucher,
        int counter,
        byte[] random,
        int parts,
        byte[] header) {
    /** Finds an epoch by the bytes that stand next in the reader, and passes them. */
    interface Memory {
        @Nullable
        KnownEpoch recognise(CborReader in);
    }

    static Prologue read(CborReader in, Memory memory) {
        in.tag(Envelope.TAG);
        in.array(2);
        EpochCore core = null;
        KnownEpoch known = null;
        Bytes epochId = null;
        if (in.peek() >> 5 == CborWriter.BYTES) {
            epochId = Bytes.owned(in.bytes(Limits.HASH_BYTES, Limits.HASH_BYTES));
        } else {
            known = memory.recognise(in);
            core = known == null ? EpochCore.read(in) : null;
        }
        byte[] voucher = voucher(in);
        in.keep();
        in.array(4);
        int counter = (int) in.unsigned(Limits.COUNTERS - 1);
        byte[] random = in.bytes(Limits.RANDOM_BYTES, Limits.RANDOM_BYTES);
        long parts = in.unsigned(Long.MAX_VALUE);
        Refusal.unless(parts >= 1);
        if (parts > Limits.PARTS) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        byte[] header = in.bytes(Limits.TAG_BYTES + 1, Limits.SEGMENT_BYTES);
        in.keep();
        return new Prologue(core, known, epochId, voucher, counter, random, (int) parts, header);
    }

    private static byte[] voucher(CborReader in) {
        if (in.takeNull()) {
            return new byte[0];
        }
        int most = Suite.PQ.signatureBytes() + Limits.TAG_BYTES;
        byte[] voucher = in.bytes(1, most);
        Refusal.unless(voucher.length == most || voucher.length == Suite.HYBRID.signatureBytes() + Limits.TAG_BYTES);
        return voucher;
    }

    /** The epoch object an adapter fetched: {@code [core, voucher / null]}. */
    record FetchedEpoch(EpochCore core, byte[] voucher) {
        private static final int DEPTH = 3;

        /** Reads an object that is the one with this id; anything else is as if nothing had been fetched. */
        static FetchedEpoch read(Bytes object, Bytes epochId, Primitives primitives) {
            CborReader in = new CborReader(object.raw());
            int coreAt;
            byte[] id;
            byte[] voucher;
            try {
                in.array(2);
                coreAt = in.position();
                in.skip(DEPTH);
                id = EpochCore.id(primitives, object.raw(), coreAt, in.position() - coreAt);
                Refusal.unless(epochId.equals(Bytes.owned(id)));
                voucher = Prologue.voucher(in);
                in.expectEnd();
            } catch (Refusal notHere) {
                throw new Refusal(Problem.EPOCH_UNKNOWN);
            }
            CborReader core = new CborReader(object.raw(), coreAt, object.size() - coreAt);
            return new FetchedEpoch(EpochCore.read(core, id), voucher);
        }
    }
}

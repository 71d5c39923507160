// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An epoch on the sender's side: its keys, its bytes, and the counters it still has. Safe for use by many threads. */
final class SealingEpoch {
    private final EpochKeys keys;
    private final byte[] core;
    private final byte[] voucher;
    private final Audience audience;
    private final AtomicInteger next = new AtomicInteger();
    private volatile @Nullable Bytes object;

    /** {@code voucher} is empty unless the epoch is pairwise. */
    SealingEpoch(EpochKeys keys, byte[] core, byte[] voucher, Audience audience) {
        this.keys = keys;
        this.core = core;
        this.voucher = voucher;
        this.audience = audience;
    }

    EpochKeys keys() {
        return keys;
    }

    Audience audience() {
        return audience;
    }

    /** Whether it still serves: in time, with counters left, for recipients whose cards have not changed. */
    boolean serves(long now, Statement own, List<Card> current) {
        Who who = keys.who();
        return now >= who.created()
                && now < who.notAfter()
                && next.get() < Limits.COUNTERS
                && own.number() == who.statement()
                && audience.isOf(current);
    }

    /** Whether it can serve nobody any more. */
    boolean over(long now) {
        return now >= keys.who().notAfter();
    }

    /** About how many bytes of memory it takes. */
    int weight() {
        return keys.weight() + 2 * core.length + voucher.length;
    }

    /** A counter that nobody had before; negative when none is left. */
    int takeCounter() {
        int counter = next.getAndIncrement();
        return counter < Limits.COUNTERS ? counter : -1;
    }

    void writeOpening(CborWriter out, boolean byReference) {
        out.tag(Envelope.TAG).array(2);
        if (byReference) {
            out.bytes(keys.id());
        } else {
            out.raw(core, 0, core.length);
        }
        writeVoucher(out);
    }

    /** How many bytes {@link #writeOpening} writes. */
    int openingBytes(boolean byReference) {
        int epoch = byReference ? CborWriter.bytesItem(Limits.HASH_BYTES) : core.length;
        return 6 + epoch + (voucher.length == 0 ? 1 : CborWriter.bytesItem(voucher.length));
    }

    /** What is kept where receivers can fetch it: {@code [core, voucher / null]}. Made once. */
    Bytes object() {
        Bytes known = object;
        if (known == null) {
            known = makeObject();
            object = known;
        }
        return known;
    }

    private Bytes makeObject() {
        CborWriter out = new CborWriter(core.length + voucher.length + 8);
        out.array(2).raw(core, 0, core.length);
        writeVoucher(out);
        return Bytes.owned(out.toArray());
    }

    private void writeVoucher(CborWriter out) {
        if (voucher.length == 0) {
            out.nothing();
        } else {
            out.bytes(voucher);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Poly1305 (RFC 8439 section 2.5) with limbs of 44, 44 and 42 bits. No branch and no index depends on a key or a message's content.
 *
 * <p>A product of two limbs has up to 96 bits. It is taken apart at bit 44: the upper part is the high half of the product of both
 * factors shifted by 10, the lower is what remains of the low half. So nothing has to carry from one long into the next.
 */
final class Poly1305 {
    static final int TAG_BYTES = 16;

    private static final long M44 = (1L << 44) - 1;
    private static final long M42 = (1L << 42) - 1;
    private static final long TOP = 1L << 40;
    private static final long R0 = 0xffc0fffffffL;
    private static final long R1 = 0xfffffc0ffffL;
    private static final long R2 = 0x00ffffffc0fL;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long r0;
    private final long r1;
    private final long r2;
    private long h0;
    private long h1;
    private long h2;

    private Poly1305(byte[] key) {
        long low = word(key, 0);
        long high = word(key, 8);
        r0 = low & R0;
        r1 = middle(low, high) & R1;
        r2 = (high >>> 24) & R2;
    }

    /** The tag of the data under a key of 32 bytes that is used once. */
    static byte[] tag(byte[] key, byte[] data, int offset, int length) {
        Poly1305 mac = new Poly1305(key);
        int whole = length & -TAG_BYTES;
        mac.add(data, offset, whole, TOP);
        if (whole < length) {
            byte[] last = Arrays.copyOf(Arrays.copyOfRange(data, offset + whole, offset + length), TAG_BYTES);
            last[length - whole] = 1;
            mac.add(last, 0, TAG_BYTES, 0);
        }
        return mac.finish(word(key, 16), word(key, 24));
    }

    private void add(byte[] data, int offset, int length, long top) {
        long a = h0;
        long b = h1;
        long c = h2;
        long r0s = r0 << 10;
        long r1s = r1 << 10;
        long r2s = r2 << 10;
        long s1 = r1 * 20;
        long s2 = r2 * 20;
        long s1s = s1 << 10;
        long s2s = s2 << 10;
        for (int at = offset; at < offset + length; at += TAG_BYTES) {
            long low = word(data, at);
            long high = word(data, at + 8);
            a += low & M44;
            b += middle(low, high) & M44;
            c += (high >>> 24) | top;
            long as = a << 10;
            long bs = b << 10;
            long cs = c << 10;
            long upper = Math.multiplyHigh(as, r0s) + Math.multiplyHigh(bs, s2s) + Math.multiplyHigh(cs, s1s);
            long lower = ((a * r0) & M44) + ((b * s2) & M44) + ((c * s1) & M44);
            long d0 = lower & M44;
            long carry = upper + (lower >>> 44);
            upper = Math.multiplyHigh(as, r1s) + Math.multiplyHigh(bs, r0s) + Math.multiplyHigh(cs, s2s);
            lower = ((a * r1) & M44) + ((b * r0) & M44) + ((c * s2) & M44) + (carry & M44);
            long d1 = lower & M44;
            carry = upper + (carry >>> 44) + (lower >>> 44);
            upper = Math.multiplyHigh(as, r2s) + Math.multiplyHigh(bs, r1s) + Math.multiplyHigh(cs, r0s);
            lower = ((a * r2) & M44) + ((b * r1) & M44) + ((c * r0) & M44) + (carry & M44);
            c = lower & M42;
            carry = ((upper + (carry >>> 44)) << 2) + (lower >>> 42);
            a = d0 + carry * 5;
            b = d1 + (a >>> 44);
            a &= M44;
        }
        h0 = a;
        h1 = b;
        h2 = c;
    }

    /** Reduces fully, then adds the second half of the key. */
    private byte[] finish(long padLow, long padHigh) {
        for (int pass = 0; pass < 2; pass++) {
            h2 += h1 >>> 44;
            h1 &= M44;
            h0 += (h2 >>> 42) * 5;
            h2 &= M42;
            h1 += h0 >>> 44;
            h0 &= M44;
        }
        long g0 = h0 + 5;
        long g1 = h1 + (g0 >>> 44);
        long g2 = h2 + (g1 >>> 44) - (1L << 42);
        long reduced = ~(g2 >> 63);
        h0 = (h0 & ~reduced) | (g0 & M44 & reduced);
        h1 = (h1 & ~reduced) | (g1 & M44 & reduced);
        h2 = (h2 & ~reduced) | (g2 & reduced);

        h0 += padLow & M44;
        h1 += (middle(padLow, padHigh) & M44) + (h0 >>> 44);
        h2 += (padHigh >>> 24) + (h1 >>> 44);
        byte[] tag = new byte[TAG_BYTES];
        LONG.set(tag, 0, (h0 & M44) | (h1 << 44));
        LONG.set(tag, 8, ((h1 & M44) >>> 20) | (h2 << 24));
        return tag;
    }

    /** The bits from 44 on. */
    private static long middle(long low, long high) {
        return (low >>> 44) | (high << 20);
    }

    private static long word(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }
}

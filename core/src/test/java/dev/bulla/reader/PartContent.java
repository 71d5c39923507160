// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A part's plaintext: preamble, content, padding (envelope.md §6). */
final class PartContent {
    private static final int FIRST_SEGMENT = 65_536;
    private static final int DEFLATE = 1;
    private static final int PADDED = 2;
    private static final int HIGHEST_RATIO = 100;

    final String mediaType;
    final byte[] content;

    private PartContent(String mediaType, byte[] content) {
        this.mediaType = mediaType;
        this.content = content;
    }

    static PartContent parse(byte[] plain) throws Refused {
        StrictCbor reader = new StrictCbor(plain);
        List<Item> preamble = reader.next().array(3);
        int start = reader.position();
        if (start > FIRST_SEGMENT) {
            throw Refused.malformed("a preamble beyond the first segment");
        }
        String mediaType = preamble.get(0).plainText(0, 128);
        int flags = preamble.get(2).unsigned(0, 3);
        boolean unknown = preamble.get(1).isNull();
        if (unknown && flags != 0) {
            throw Refused.malformed("flags beside an unknown length");
        }
        byte[] rest = Arrays.copyOfRange(plain, start, plain.length);
        BigInteger length =
                unknown ? BigInteger.valueOf(rest.length) : preamble.get(1).unsigned();
        byte[] content;
        int stored;
        if ((flags & DEFLATE) != 0) {
            Inflated inflated = inflate(rest, length);
            content = inflated.out;
            stored = inflated.stored;
        } else {
            if (length.compareTo(BigInteger.valueOf(rest.length)) > 0) {
                throw Refused.malformed("shorter than its length");
            }
            stored = length.intValueExact();
            content = Arrays.copyOf(rest, stored);
        }
        checkEnd(rest, stored, start + stored, (flags & PADDED) != 0);
        return new PartContent(mediaType, content);
    }

    private static void checkEnd(byte[] rest, int stored, int n, boolean padded) throws Refused {
        long size = padded ? padme(n) : n;
        if (n - stored + rest.length != size) {
            throw Refused.malformed("a part that does not end where it should");
        }
        for (int i = stored; i < rest.length; i++) {
            if (rest[i] != 0) {
                throw Refused.malformed("padding that is not zero");
            }
        }
    }

    static long padme(long n) {
        if (n < 2) {
            return n;
        }
        int e = 63 - Long.numberOfLeadingZeros(n);
        int s = 32 - Integer.numberOfLeadingZeros(e);
        long unit = 1L << (e - s);
        return (n + unit - 1) / unit * unit;
    }

    private static final class Inflated {
        final byte[] out;
        final int stored;

        Inflated(byte[] out, int stored) {
            this.out = out;
            this.stored = stored;
        }
    }

    private static Inflated inflate(byte[] in, BigInteger length) throws Refused {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(in);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int n = inflater.inflate(buffer);
                out.write(buffer, 0, n);
                boolean stuck = n == 0 && !inflater.finished();
                if (stuck || BigInteger.valueOf(out.size()).compareTo(length) > 0) {
                    throw Refused.malformed("a DEFLATE stream that is cut short or too long");
                }
            }
            int stored = in.length - inflater.getRemaining();
            if (!BigInteger.valueOf(out.size()).equals(length) || out.size() > (long) HIGHEST_RATIO * stored) {
                throw Refused.malformed("a DEFLATE stream of another length or too dense");
            }
            return new Inflated(out.toByteArray(), stored);
        } catch (DataFormatException e) {
            throw Refused.malformed("not a DEFLATE stream");
        } finally {
            inflater.end();
        }
    }
}

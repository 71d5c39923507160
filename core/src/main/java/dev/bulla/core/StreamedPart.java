// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A readable part that is decrypted when it is read ({@code spec/envelope.md} §6). Safe for use by many threads; its streams are not. */
final class StreamedPart implements Part.Readable {
    private static final int MOST_RATIO = 100;

    private final String name;
    private final PartStream.Recipe recipe;
    private final Preamble preamble;
    private final int preambleBytes;
    private final int mostMemoryBytes;

    private StreamedPart(
            String name, PartStream.Recipe recipe, Preamble preamble, int preambleBytes, int mostMemoryBytes) {
        this.name = name;
        this.recipe = recipe;
        this.preamble = preamble;
        this.preambleBytes = preambleBytes;
        this.mostMemoryBytes = mostMemoryBytes;
    }

    /** Reads the preamble, so that a part without one is refused before the message is handed out. */
    static StreamedPart open(String name, PartStream.Recipe recipe, int mostMemoryBytes) {
        try (PartStream stream = recipe.open(1)) {
            byte[] start = stream.readNBytes(Preamble.MOST_BYTES);
            CborReader in = new CborReader(start);
            Preamble preamble = Preamble.read(in);
            long stored = recipe.layout().plainBytes() - in.position();
            Refusal.unless(!preamble.plain() || preamble.length() < 0 || preamble.length() == stored);
            Refusal.unless(preamble.plain() || preamble.length() <= MOST_RATIO * stored);
            Refusal.unless(preamble.deflated() || preamble.length() <= stored);
            return new StreamedPart(name, recipe, preamble, in.position(), mostMemoryBytes);
        } catch (ProblemException refused) {
            throw new Refusal(refused.problem());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String mediaType() {
        return preamble.mediaType();
    }

    @Override
    public OptionalLong length() {
        if (preamble.length() >= 0) {
            return OptionalLong.of(preamble.length());
        }
        return OptionalLong.of(recipe.layout().plainBytes() - preambleBytes);
    }

    @Override
    public Bytes bytes() {
        long length = length().orElseThrow();
        if (length > mostMemoryBytes) {
            throw new ProblemException(Problem.LIMIT_EXCEEDED, name);
        }
        try (InputStream stream = stream()) {
            return Bytes.owned(stream.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public InputStream stream() {
        try {
            PartStream stream = recipe.open();
            try {
                stream.skipNBytes(preambleBytes);
                return preamble.plain() ? stream : new Unpacked(stream);
            } catch (IOException | RuntimeException broken) {
                stream.close();
                throw broken;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public String toString() {
        return "StreamedPart(" + name + ")";
    }

    /** Content that was deflated or padded: yields what was promised, then checks that only zeros follow, and as many as there must be. */
    private final class Unpacked extends InputStream {
        private final PartStream stored;
        private final Inflater inflater = new Inflater(true);
        private final byte[] window = new byte[1 << 16];
        private int windowAt;
        private int windowEnd;
        private long yielded;
        private long used;
        private boolean checked;
        private boolean failed;

        Unpacked(PartStream stored) {
            this.stored = stored;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (failed) {
                throw malformed();
            }
            if (yielded == preamble.length()) {
                finish();
                return -1;
            }
            int most = (int) Math.min(length, preamble.length() - yielded);
            int count = preamble.deflated() ? inflate(into, offset, most) : copy(into, offset, most);
            yielded += count;
            if (yielded == preamble.length()) {
                finish();
            }
            return count;
        }

        /** A failure stays: nobody mistakes a second try for the end. */
        private ProblemException malformed() {
            failed = true;
            return new ProblemException(Problem.MALFORMED, "");
        }

        private int copy(byte[] into, int offset, int most) {
            refill();
            int count = Math.min(most, windowEnd - windowAt);
            System.arraycopy(window, windowAt, into, offset, count);
            windowAt += count;
            used += count;
            return count;
        }

        private int inflate(byte[] into, int offset, int most) {
            try {
                while (true) {
                    int count = inflater.inflate(into, offset, most);
                    if (count > 0) {
                        return count;
                    }
                    if (inflater.finished() || inflater.needsDictionary()) {
                        throw malformed();
                    }
                    feed();
                }
            } catch (DataFormatException notDeflate) {
                throw malformed();
            }
        }

        private void feed() {
            refill();
            inflater.setInput(window, windowAt, windowEnd - windowAt);
            used += windowEnd - windowAt;
            windowAt = windowEnd;
        }

        private void refill() {
            if (windowAt == windowEnd) {
                windowEnd = Math.max(0, stored.read(window, 0, window.length));
                windowAt = 0;
                if (windowEnd == 0) {
                    throw malformed();
                }
            }
        }

        /** Everything was yielded: the deflate stream ends here, the ratio holds, and the padding is as it must be. */
        private void finish() {
            if (checked) {
                return;
            }
            if (preamble.deflated()) {
                endOfDeflate();
            }
            long plain = preambleBytes + used;
            long expected = preamble.padded() ? Preamble.padme(plain) : plain;
            if (expected != recipe.layout().plainBytes()
                    || (preamble.deflated() && preamble.length() > MOST_RATIO * used)) {
                throw malformed();
            }
            zeros();
            checked = true;
        }

        private void endOfDeflate() {
            try {
                byte[] surplus = new byte[1];
                while (!inflater.finished()) {
                    if (inflater.inflate(surplus) > 0 || inflater.needsDictionary()) {
                        throw malformed();
                    }
                    if (!inflater.finished() && inflater.needsInput()) {
                        feed();
                    }
                }
            } catch (DataFormatException notDeflate) {
                throw malformed();
            }
            int left = inflater.getRemaining();
            used -= left;
            windowAt -= left;
        }

        private void zeros() {
            do {
                for (; windowAt < windowEnd; windowAt++) {
                    if (window[windowAt] != 0) {
                        throw malformed();
                    }
                }
                windowEnd = stored.read(window, 0, window.length);
                windowAt = 0;
            } while (windowEnd > 0);
        }

        @Override
        public void close() throws IOException {
            inflater.end();
            Arrays.fill(window, (byte) 0);
            stored.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.OptionalLong;

/** How far long work is: one line on stderr, only where a person sits there, and only after it has lasted half a second. Not for many threads. */
final class Progress implements AutoCloseable {
    private static final long FIRST_NANOS = 500_000_000;
    private static final long EVERY_NANOS = 200_000_000;
    private static final int LOOK_BYTES = 1 << 20;
    private static final String CLEAR = "\r\u001b[K";

    private final Call call;
    private final boolean wanted;
    private String what = "";
    private OptionalLong total = OptionalLong.empty();
    private long started;
    private long next;
    private long done;
    private long looked;
    private boolean shown;

    Progress(Call call) {
        this.call = call;
        this.wanted = call.terminal().ends().err() && !call.quiet();
    }

    /** New work begins. */
    void begin(String doing, OptionalLong bytes) {
        what = doing;
        total = bytes;
        done = 0;
        looked = 0;
        started = System.nanoTime();
        next = started + FIRST_NANOS;
    }

    /** Counts what is read from a source. */
    Content.Source watch(Content.Source source) {
        return wanted ? () -> watch(source.open()) : source;
    }

    /** Counts what is read from a stream. */
    InputStream watch(InputStream stream) {
        return wanted ? new Watched(stream) : stream;
    }

    private final class Watched extends FilterInputStream {
        Watched(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            add(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = in.read(into, offset, length);
            add(Math.max(0, read));
            return read;
        }
    }

    private void add(long bytes) {
        done += bytes;
        if (done - looked >= LOOK_BYTES) {
            looked = done;
            long now = System.nanoTime();
            if (now >= next) {
                next = now + EVERY_NANOS;
                show(now - started);
            }
        }
    }

    private void show(long nanos) {
        StringBuilder line = new StringBuilder(CLEAR)
                .append("bulla: ")
                .append(what)
                .append(' ')
                .append(Shown.size(done));
        if (total.isPresent() && total.getAsLong() >= done) {
            line.append(" of ").append(Shown.size(total.getAsLong()));
            line.append(String.format(Locale.ROOT, ", %d %%", done * 100 / Math.max(1, total.getAsLong())));
        }
        line.append(", ").append(Shown.size((long) (done / (nanos / 1e9)))).append("/s");
        call.terminal().err().print(line);
        call.terminal().err().flush();
        shown = true;
    }

    /** Takes the line away. */
    @Override
    public void close() {
        end();
    }

    /** The work is done. */
    void end() {
        if (shown) {
            call.terminal().err().print(CLEAR);
            call.terminal().err().flush();
            shown = false;
        }
    }
}

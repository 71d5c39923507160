// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines as bytes, without their LF; the last one needs none. Not for many threads. */
final class LineReader {
    private final InputStream in;
    private final int mostBytes;
    private final byte[] window = new byte[1 << 16];
    private int at;
    private int end;

    LineReader(InputStream in, int mostBytes) {
        this.in = in;
        this.mostBytes = mostBytes;
    }

    /** The next line, or nothing at the end. */
    Optional<Bytes> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(0);
        while (true) {
            for (int i = at; i < end; i++) {
                if (window[i] == '\n') {
                    line.write(window, at, i - at);
                    at = i + 1;
                    return Optional.of(Bytes.of(line.toByteArray()));
                }
            }
            line.write(window, at, end - at);
            if (line.size() > mostBytes) {
                throw Failure.of(
                        Problem.LIMIT_EXCEEDED,
                        "a line is longer than " + Shown.size(mostBytes),
                        "a carrier takes short messages only");
            }
            at = 0;
            end = Math.max(0, in.read(window));
            if (end == 0) {
                return line.size() == 0 ? Optional.empty() : Optional.of(Bytes.of(line.toByteArray()));
            }
        }
    }

    /** Whether another whole line is here already. */
    boolean holdsMore() {
        for (int i = at; i < end; i++) {
            if (window[i] == '\n') {
                return true;
            }
        }
        return false;
    }
}

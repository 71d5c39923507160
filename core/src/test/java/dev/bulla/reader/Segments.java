// SPDX-License-Identifier: Apache-2.0
package dev.bulla.reader;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ciphertext behind the message: every part's segments, then the proof (envelope.md §5), and its digest D (§7). */
record Segments(List<List<byte[]>> parts, Optional<byte[]> proof) {
    private static final int FULL = 65_552;
    private static final int PLACE_OF_PARTS = 2;

    /** A part ends at its first short segment; nothing follows the last item. */
    static Segments read(StrictCbor sequence, int parts, boolean withProof) throws Refused {
        List<List<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            List<byte[]> segments = new ArrayList<>();
            do {
                segments.add(sequence.next().bytes(16, FULL));
            } while (segments.get(segments.size() - 1).length == FULL);
            all.add(segments);
        }
        Optional<byte[]> proof = withProof ? Optional.of(sequence.next().bytes(17, 4096)) : Optional.empty();
        if (!sequence.atEnd()) {
            throw Refused.malformed("something after the end");
        }
        return new Segments(all, proof);
    }

    /** 0(3) | place(2) | segment(6) | last(1). */
    static byte[] nonce(int place, int segment, boolean last) {
        return Notation.concat(
                new byte[3],
                Notation.integer(place, 2),
                Notation.integer(segment, 6),
                Notation.integer(last ? 1 : 0, 1));
    }

    byte[] digest(byte[] epochId, EnvelopeReader.Message message) throws Refused {
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        for (List<byte[]> segments : parts) {
            digests.writeBytes(Merkle.root(segments.stream().map(Merkle::leaf).toList()));
        }
        return Notation.hash(
                "bulla/1 message digest",
                epochId,
                Notation.integer(message.counter(), 4),
                message.r(),
                Notation.sha256(message.header()),
                Notation.integer(parts.size(), 2),
                digests.toByteArray());
    }

    byte[] decrypt(int part, byte[] key) throws Refused {
        List<byte[]> segments = parts.get(part);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < segments.size(); i++) {
            byte[] nonce = nonce(PLACE_OF_PARTS + part, i, i == segments.size() - 1);
            out.writeBytes(Notation.decrypt(key, nonce, segments.get(i), "part " + part));
        }
        return out.toByteArray();
    }
}

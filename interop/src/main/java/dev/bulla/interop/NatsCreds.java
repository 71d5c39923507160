// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a NATS user needs to sign in: a JWT and the seed of its subject, as a creds file has them ({@code spec/nkeys.md} §5).
 *
 * <p>Closing it closes the seed. Prints as its user. Safe for use by many threads.
 */
public final class NatsCreds implements AutoCloseable {
    /** The longest file that is read. */
    public static final int MOST_BYTES = 1 << 16;

    private static final String JWT = "NATS USER JWT";
    private static final String SEED = "USER NKEY SEED";

    private final NatsUserJwt jwt;
    private final NkeySeed seed;

    private NatsCreds(NatsUserJwt jwt, NkeySeed seed) {
        this.jwt = jwt;
        this.seed = seed;
    }

    /**
     * A JWT and the seed of its subject, which now belongs to the result.
     *
     * @throws IllegalArgumentException when it is the seed of somebody else
     */
    public static NatsCreds of(NatsUserJwt jwt, NkeySeed seed) {
        if (!seed.publicKey().equals(jwt.subject())) {
            throw new IllegalArgumentException("the JWT is about another user");
        }
        return new NatsCreds(jwt, seed);
    }

    /** Reads the text of a file: {@link Problem#MALFORMED} or {@link Problem#NOT_AUTHENTIC} when it is none. The text stays the caller's. */
    public static Outcome<NatsCreds> parse(Secret text) {
        if (text.size() > MOST_BYTES) {
            return malformed();
        }
        byte[] bytes = text.expose();
        boolean ascii = true;
        for (byte each : bytes) {
            ascii &= each >= 0;
        }
        List<byte[]> lines = ascii ? lines(bytes) : List.of();
        Arrays.fill(bytes, (byte) 0);
        try {
            return read(lines);
        } finally {
            lines.forEach(line -> Arrays.fill(line, (byte) 0));
        }
    }

    private static Outcome<NatsCreds> read(List<byte[]> lines) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String mark = mark(lines.get(i));
            if (mark.startsWith("BEGIN ") || mark.startsWith("END ")) {
                String title = values.isEmpty() ? JWT : SEED;
                boolean block = values.size() < 2
                        && i + 2 < lines.size()
                        && mark.equals("BEGIN " + title)
                        && mark(lines.get(i + 1)).isEmpty()
                        && mark(lines.get(i + 2)).equals("END " + title);
                if (!block) {
                    return malformed();
                }
                values.add(lines.get(i + 1));
                i += 2;
            }
        }
        if (values.size() != 2) {
            return malformed();
        }
        return NatsUserJwt.parse(new String(values.get(0), StandardCharsets.ISO_8859_1))
                .then(jwt -> seed(values.get(1)).then(seed -> {
                    if (!seed.publicKey().equals(jwt.subject())) {
                        seed.close();
                        return malformed();
                    }
                    return Outcome.good(new NatsCreds(jwt, seed));
                }));
    }

    private static Outcome<NkeySeed> seed(byte[] line) {
        try (Secret text = Secret.of(line)) {
            return NkeySeed.parse(text);
        }
    }

    /** Who signs in. */
    public NatsUserJwt jwt() {
        return jwt;
    }

    /** What the user signs a server's challenge with. It is closed with this. */
    public NkeySeed seed() {
        return seed;
    }

    /** The text of a file, ASCII. The caller closes it. */
    public Secret text() {
        byte[] head = ("-----BEGIN " + JWT + "-----\n" + jwt.text() + "\n------END " + JWT + "------\n\n-----BEGIN "
                        + SEED + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ("\n------END " + SEED + "------\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + NkeySeed.TEXT_LENGTH + tail.length);
        try (Secret text = seed.text()) {
            byte[] bare = text.expose();
            System.arraycopy(bare, 0, all, head.length, bare.length);
            Arrays.fill(bare, (byte) 0);
        }
        System.arraycopy(tail, 0, all, head.length + NkeySeed.TEXT_LENGTH, tail.length);
        try {
            return Secret.of(all);
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    /** The lines, stripped. */
    private static List<byte[]> lines(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                int first = from;
                int end = i;
                while (first < end && white(bytes[first])) {
                    first++;
                }
                while (end > first && white(bytes[end - 1])) {
                    end--;
                }
                lines.add(Arrays.copyOfRange(bytes, first, end));
                from = i + 1;
            }
        }
        return lines;
    }

    private static boolean white(byte c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /** What stands between dashes, three or more on both sides; empty when the line is no such one. */
    private static String mark(byte[] line) {
        int first = 0;
        while (first < line.length && line[first] == '-') {
            first++;
        }
        int end = line.length;
        while (end > first && line[end - 1] == '-') {
            end--;
        }
        boolean marked = first >= 3 && line.length - end >= 3;
        return marked ? new String(line, first, end - first, StandardCharsets.US_ASCII) : "";
    }

    private static <T> Outcome<T> malformed() {
        return Outcome.bad(Problem.MALFORMED, "this is no creds file of a NATS user");
    }

    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "NatsCreds(" + jwt.subject() + ")";
    }
}

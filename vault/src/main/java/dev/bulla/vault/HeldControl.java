// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.ControlKey;
import dev.bulla.core.DailyKeys;
import dev.bulla.core.Identifier;
import dev.bulla.core.Secret;
import dev.bulla.core.Suite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A control key with what it is for, in its two forms ({@code spec/home.md} §5). Closing it wipes the key.
 *
 * @param identifier whose it is
 * @param number the statement it will sign
 * @param key the key
 */
record HeldControl(Identifier identifier, int number, ControlKey key) implements AutoCloseable {
    static final int MOST_BYTES = 4096;

    private static final int HEAD_BYTES = Identifier.BYTES + 2;
    private static final List<String> WORDS =
            List.of("bulla-control-key", "identity", "name", "suite", "statement", "seeds");

    private static Optional<HeldControl> of(Identifier identifier, int number, Suite suite, byte[] seeds) {
        try {
            if (number < 1 || number > 63 || seeds.length != suite.schemes().size() * DailyKeys.SEED_BYTES) {
                return Optional.empty();
            }
            return Optional.of(new HeldControl(identifier, number, ControlKey.of(suite, Secret.of(seeds))));
        } catch (IllegalArgumentException notAKey) {
            return Optional.empty();
        } finally {
            Arrays.fill(seeds, (byte) 0);
        }
    }

    /** The plaintext in the home; empty for anything but the one encoding. */
    static Optional<HeldControl> decode(byte[] plaintext) {
        if (plaintext.length < HEAD_BYTES) {
            return Optional.empty();
        }
        Identifier identifier = new Identifier(Bytes.of(plaintext, 0, Identifier.BYTES));
        byte[] seeds = Arrays.copyOfRange(plaintext, HEAD_BYTES, plaintext.length);
        return Suite.withId(plaintext[HEAD_BYTES - 1])
                .flatMap(suite -> of(identifier, plaintext[HEAD_BYTES - 2], suite, seeds));
    }

    byte[] encode() {
        byte[] seeds = key.seeds().expose();
        byte[] plaintext = ByteBuffer.allocate(HEAD_BYTES + seeds.length)
                .put(identifier.value().toArray())
                .put((byte) number)
                .put(key.suite().id())
                .put(seeds)
                .array();
        Arrays.fill(seeds, (byte) 0);
        return plaintext;
    }

    /** The text outside the home; empty for anything else. */
    static Optional<HeldControl> parse(byte[] file) {
        List<String> values = new ArrayList<>();
        for (String line : new String(file, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (values.size() == WORDS.size() || !line.startsWith(WORDS.get(values.size()) + " ")) {
                return Optional.empty();
            }
            values.add(line.substring(line.indexOf(' ') + 1));
        }
        if (file.length > MOST_BYTES
                || values.size() != WORDS.size()
                || !values.get(0).equals("1")) {
            return Optional.empty();
        }
        return parse(values);
    }

    private static Optional<HeldControl> parse(List<String> values) {
        try {
            Identifier identifier = Identifier.parse(values.get(1));
            int number = Integer.parseInt(values.get(4));
            byte[] seeds = Base64.getDecoder().decode(values.get(5));
            return Suite.named(values.get(3)).flatMap(suite -> of(identifier, number, suite, seeds));
        } catch (IllegalArgumentException notThat) {
            return Optional.empty();
        }
    }

    /** The text. The caller wipes it. */
    byte[] format(String name) {
        byte[] seeds = key.seeds().expose();
        byte[] base64 = Base64.getEncoder().encode(seeds);
        String head = "bulla-control-key 1\n"
                + "# Whoever has this file owns the identity. It rotates and revokes, and nothing else. Keep it apart.\n"
                + "identity " + identifier + "\nname " + name + "\nsuite "
                + key.suite().label()
                + "\nstatement " + number + "\nseeds ";
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] text = ByteBuffer.allocate(start.length + base64.length + 1)
                .put(start)
                .put(base64)
                .put((byte) '\n')
                .array();
        Arrays.fill(seeds, (byte) 0);
        Arrays.fill(base64, (byte) 0);
        return text;
    }

    @Override
    public void close() {
        key.close();
    }
}

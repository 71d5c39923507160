// SPDX-License-Identifier: Apache-2.0
package dev.bulla.interop;

import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Secret;
import dev.bulla.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The contexts of the {@code nats} command, in the folder where it keeps them ({@code spec/nkeys.md} §8). Reads only. Safe for use by many threads. */
public final class NatsContexts {
    private static final int MOST_NAME_BYTES = 1024;

    private final Path folder;

    private NatsContexts(Path folder) {
        this.folder = folder;
    }

    /** Those in a folder {@code nats}. */
    public static NatsContexts in(Path folder) {
        return new NatsContexts(folder);
    }

    /** Those of a person, by the environment: below {@code XDG_CONFIG_HOME}, else {@code HOME/.config}; empty when it names neither. */
    public static Optional<NatsContexts> of(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (config.isEmpty() && home.isEmpty()) {
            return Optional.empty();
        }
        Path base = config.isEmpty() ? Path.of(home, ".config") : Path.of(config);
        return Optional.of(new NatsContexts(base.resolve("nats")));
    }

    /** The name of the selected context, if one is. */
    public Optional<String> selected() {
        return read(folder.resolve("context.txt"), MOST_NAME_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .filter(name -> !name.isEmpty());
    }

    /** Opens a context: {@link Problem#NAME_UNKNOWN}, {@link Problem#LIMIT_EXCEEDED} or {@link Problem#MALFORMED} when it cannot. */
    public Outcome<NatsContext> open(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.matches("(?s).*[/\\\\\\x00].*")) {
            return Outcome.bad(Problem.NAME_UNKNOWN, name);
        }
        Optional<byte[]> json = read(folder.resolve("context").resolve(name + ".json"), NatsContext.MOST_BYTES);
        if (json.isEmpty()) {
            return Outcome.bad(Problem.NAME_UNKNOWN, name);
        }
        byte[] bytes = json.get();
        try (Secret text = Secret.of(bytes)) {
            return bytes.length > NatsContext.MOST_BYTES
                    ? Outcome.bad(Problem.LIMIT_EXCEEDED, name)
                    : NatsContext.parse(name, text);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** One byte more than the limit at most; empty when there is no such file. */
    private static Optional<byte[]> read(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(most + 1));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException broken) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(1), broken);
        }
    }
}

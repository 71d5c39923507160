// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.Bulla;
import dev.bulla.core.Opener;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Proof;
import dev.bulla.core.Suite;
import dev.bulla.core.UnavailableException;
import dev.bulla.vault.Unlocking;
import java.io.IOException;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/** Reads {@link BullaProperties}; what is wrong with one is a {@link ConfigException} that names it. */
final class Wiring {
    static final String TOPIC = "{topic}";
    private static final int PASSPHRASE_CHARACTERS = 1024;

    private final Map<String, ?> properties;

    Wiring(Map<String, ?> properties) {
        this.properties = properties;
    }

    Optional<String> text(String key) {
        Object value = properties.get(key);
        if (value instanceof List<?> many) {
            return Optional.of(
                    String.join(",", many.stream().map(Object::toString).toList()));
        }
        return Optional.ofNullable(value)
                .map(Object::toString)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    String required(String key) {
        return text(key).orElseThrow(() -> new ConfigException("set " + key));
    }

    /** The identity under one key, or under the other. */
    String either(String key, String other) {
        return text(key).or(() -> text(other)).orElseThrow(() -> new ConfigException("set " + key));
    }

    List<String> list(String key) {
        return Arrays.stream(text(key).orElse("").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    int number(String key, int usual, int most) {
        try {
            int number = text(key).map(Integer::parseInt).orElse(usual);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new ConfigException(key + " is a number up to " + most);
    }

    Optional<Duration> span(String key) {
        try {
            return text(key).map(Duration::parse).map(span -> {
                if (span.isNegative() || span.isZero()) {
                    throw new ConfigException(key + " is longer than nothing");
                }
                return span;
            });
        } catch (DateTimeParseException notASpan) {
            throw new ConfigException(key + " is written like PT10M or P7D");
        }
    }

    <E extends Enum<E>> Optional<E> word(String key, Class<E> words) {
        return text(key)
                .map(word -> Arrays.stream(words.getEnumConstants())
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new ConfigException(key + " is one of "
                                + Arrays.toString(words.getEnumConstants()).toLowerCase(Locale.ROOT))));
    }

    /** Whether null values are let through. */
    boolean tombstonesPass() {
        String word = text(BullaProperties.TOMBSTONES).orElse("pass");
        if (!word.equals("pass") && !word.equals("refuse")) {
            throw new ConfigException(BullaProperties.TOMBSTONES + " is pass or refuse");
        }
        return word.equals("pass");
    }

    Optional<Suite> suite() {
        return word(BullaProperties.SUITE, Suite.class);
    }

    Proof proof(Proof usual) {
        return word(BullaProperties.PROOF, Proof.class).orElse(usual);
    }

    /** Makes what a property names by its class or holds as an object. */
    <T> T made(String key, Class<T> type, T usual) {
        Object value = properties.get(key);
        if (value == null) {
            return usual;
        }
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        try {
            return value instanceof Class<?> named
                    ? Utils.newInstance(named.asSubclass(type))
                    : Utils.newInstance(value.toString(), type);
        } catch (ClassNotFoundException | ClassCastException wrong) {
            throw new ConfigException(key + " names no " + type.getSimpleName());
        }
    }

    /** A home, and whether it is closed with the one who asked. */
    record Door(Bulla bulla, boolean own) implements AutoCloseable {
        @Override
        public void close() {
            if (own) {
                bulla.close();
            }
        }
    }

    Door door() {
        if (properties.get(BullaProperties.BULLA) instanceof Bulla open) {
            return new Door(open, false);
        }
        Path folder = Path.of(required(BullaProperties.HOME));
        Opener.Settings usual = Opener.Settings.usual();
        Bulla.Rules rules = new Bulla.Rules(
                Bulla.Rules.usual().policy(),
                Bulla.Rules.usual().journal(),
                new Opener.Settings(
                        usual.suites(),
                        span(BullaProperties.LIFE).orElse(usual.maximumLife()),
                        usual.mostMemoryBytes()));
        try (Unlocking how = unlocking()) {
            return new Door(good(Bulla.open(folder, how, rules), BullaProperties.HOME), true);
        }
    }

    private Unlocking unlocking() {
        Optional<Path> file = text(BullaProperties.PASSPHRASE_FILE)
                .or(() -> Optional.ofNullable(System.getenv("BULLA_PASSPHRASE_FILE")))
                .map(Path::of);
        return file.isEmpty() ? Unlocking.rootKeyFile() : passphrase(file.get());
    }

    /** The first line of a file. */
    private static Unlocking passphrase(Path file) {
        char[] room = new char[PASSPHRASE_CHARACTERS];
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            CharBuffer read = CharBuffer.wrap(room);
            while (read.hasRemaining() && reader.read(read) >= 0) {
                // until the end or enough
            }
            int end = 0;
            while (end < read.position() && room[end] != '\n' && room[end] != '\r') {
                end++;
            }
            char[] passphrase = Arrays.copyOf(room, end);
            try {
                return Unlocking.passphrase(passphrase);
            } finally {
                Arrays.fill(passphrase, '\0');
            }
        } catch (IOException unreadable) {
            throw new UnavailableException(Problem.STORE_UNAVAILABLE, Duration.ofSeconds(5), unreadable);
        } finally {
            Arrays.fill(room, '\0');
        }
    }

    static <T> T good(Outcome<T> outcome, String about) {
        return outcome.fold(good -> good.value(), bad -> {
            throw new ConfigException(about + ": " + bad.problem().name() + ", "
                    + bad.problem().sentence() + "; " + bad.problem().hint());
        });
    }
}

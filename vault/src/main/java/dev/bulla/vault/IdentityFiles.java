// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.DailyKeys;
import dev.bulla.core.HeldKeys;
import dev.bulla.core.Identity;
import dev.bulla.core.Problem;
import dev.bulla.core.Statement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files of a home's identities, and what was read of them ({@code spec/home.md} §4). Reading takes no lock: when a writer was at work
 * meanwhile, it reads again. Safe for use by many threads.
 */
final class IdentityFiles implements AutoCloseable {
    static final String FOLDER = "identities";
    static final String CARD = "card";
    static final String KEYS = "keys-";
    static final String UNFINISHED = ".new";

    private static final int ATTEMPTS = 20;

    private final Safe safe;
    private final Map<String, Loaded> loaded = new HashMap<>();
    private final List<HeldKeys> handedOut = new ArrayList<>();

    IdentityFiles(Safe safe) {
        this.safe = safe;
    }

    private record Loaded(Stamp stamp, Identity identity) {}

    SortedSet<String> names() throws IOException {
        return Disk.names(safe.at(FOLDER));
    }

    Path folder(String name) {
        return safe.at(FOLDER + "/" + name);
    }

    Path unfinished(String name) {
        return safe.at(FOLDER).resolve("." + name + UNFINISHED);
    }

    void writeCard(String name, Path folder, OwnCard own) throws IOException {
        safe.write(Safe.Kind.CARD, place(name, CARD), folder.resolve(CARD), own.encode(safe), false);
    }

    void writeKeys(String name, Path folder, KeyFile keys) throws IOException {
        String file = KEYS + keys.statement();
        safe.write(Safe.Kind.KEYS, place(name, file), folder.resolve(file), keys.encode(), true);
    }

    /** Its card; empty when there is no such identity. */
    Optional<OwnCard> card(String name) throws IOException {
        if (!FileNames.acceptable(name) || !names().contains(name)) {
            return Optional.empty();
        }
        String place = place(name, CARD);
        byte[] plain = safe.read(Safe.Kind.CARD, place, safe.at(place)).orElseThrow(() -> Safe.damaged(place));
        return Optional.of(OwnCard.decode(safe, place, plain));
    }

    /** Which statements' keys are there. */
    SortedSet<Integer> keysHeld(String name, OwnCard own) throws IOException {
        SortedSet<Integer> held = new TreeSet<>();
        SortedSet<String> entries = Disk.names(folder(name));
        for (int i = 0; i < own.card().statements(); i++) {
            if (entries.contains(KEYS + i)) {
                held.add(i);
            }
        }
        return held;
    }

    /** Keys that sign are of no use once the statement has a successor, except to a thief. */
    void removeSigningKeys(String name, int statement) throws IOException {
        Optional<KeyFile> found = keys(name, statement);
        if (found.isPresent()) {
            try (KeyFile keys = found.get()) {
                if (!keys.signing().isEmpty()) {
                    writeKeys(name, folder(name), keys.withoutSigning());
                }
            }
        }
    }

    /** The identity ready for use; the same object until its files change. */
    synchronized Identity identity(String name) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Stamp before = Stamp.of(folder(name));
            Loaded known = loaded.get(name);
            if (known != null && known.stamp().equals(before)) {
                return known.identity();
            }
            Optional<Identity> read = tryRead(name, before, attempt);
            if (read.isPresent()) {
                loaded.put(name, new Loaded(before, read.get()));
                return read.get();
            }
        }
    }

    /** Empty when a writer was at work meanwhile. */
    private Optional<Identity> tryRead(String name, Stamp before, int attempt) throws IOException {
        HeldKeys keys = null;
        try {
            OwnCard own = card(name).orElseThrow(() -> new Refused(Problem.NAME_UNKNOWN, name));
            keys = heldKeys(name, own);
            if (Stamp.of(folder(name)).equals(before)) {
                handedOut.add(keys);
                return Optional.of(new Identity(own.card(), keys));
            }
        } catch (Refused damaged) {
            if (attempt >= ATTEMPTS || Stamp.of(folder(name)).equals(before)) {
                throw damaged;
            }
        }
        closeQuietly(keys);
        if (attempt >= ATTEMPTS) {
            throw new Refused(Problem.HOME_LOCKED, name);
        }
        return Optional.empty();
    }

    private HeldKeys heldKeys(String name, OwnCard own) throws IOException {
        Map<Integer, DailyKeys> all = new HashMap<>();
        Statement head = own.card().head();
        for (int i = 0; i <= head.number(); i++) {
            Optional<KeyFile> found = keys(name, i);
            if (found.isPresent()) {
                all.put(i, found.get().keys());
            }
            boolean whole = found.isPresent()
                    && found.get()
                            .complete(
                                    head.signingKeys().keySet(), head.kemKeys().keySet());
            boolean right = found.isEmpty()
                    || found.get().identifier().equals(own.card().identifier());
            boolean needed = i == head.number() && !head.closed();
            if (!right || (needed && !whole)) {
                all.values().forEach(DailyKeys::close);
                throw Safe.damaged(place(name, KEYS + i));
            }
        }
        return HeldKeys.of(all);
    }

    private Optional<KeyFile> keys(String name, int statement) throws IOException {
        String place = place(name, KEYS + statement);
        Optional<byte[]> plain = safe.read(Safe.Kind.KEYS, place, safe.at(place));
        if (plain.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyFile keys = KeyFile.decode(place, plain.get());
            if (keys.statement() != statement) {
                throw Safe.damaged(place);
            }
            return Optional.of(keys);
        } finally {
            Arrays.fill(plain.get(), (byte) 0);
        }
    }

    static String place(String name, String file) {
        return FOLDER + "/" + name + "/" + file;
    }

    private static void closeQuietly(@Nullable HeldKeys keys) {
        if (keys != null) {
            keys.close();
        }
    }

    /** Wipes all keys that were ever handed out. */
    @Override
    public synchronized void close() {
        handedOut.forEach(HeldKeys::close);
        handedOut.clear();
        loaded.clear();
    }
}

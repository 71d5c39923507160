// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Card;
import dev.bulla.core.Directory;
import dev.bulla.core.Identifier;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The names a home knows: its own identities and its pins. Looks at most once a second whether files changed, and reads only those. A file that
 * does not open makes its own name, and every identifier not found elsewhere, {@link Problem#HOME_DAMAGED}. Safe for use by many threads.
 */
final class HomeDirectory implements Directory {
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final IdentityFiles identities;
    private final PinFiles pins;
    private final Safe safe;
    private final LongSupplier nanoTime;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;

    HomeDirectory(Safe safe, IdentityFiles identities, PinFiles pins, LongSupplier nanoTime) {
        this.safe = safe;
        this.identities = identities;
        this.pins = pins;
        this.nanoTime = nanoTime;
    }

    private record Entry(Stamp stamp, Finding finding) {}

    private record Snapshot(
            long takenNanos,
            Map<String, Entry> byPlace,
            Map<String, Finding> byName,
            Map<Identifier, Finding> byIdentifier,
            Finding otherName,
            Finding otherIdentifier) {}

    @Override
    public Finding byName(String name) {
        Snapshot now = current();
        Finding found = now.byName().get(name);
        if (found != null) {
            return found;
        }
        return name.length() == 2 * Identifier.BYTES ? byHex(name) : now.otherName();
    }

    private Finding byHex(String hex) {
        try {
            return byIdentifier(Identifier.parse(hex));
        } catch (IllegalArgumentException notHexadecimal) {
            return current().otherName();
        }
    }

    @Override
    public Finding byIdentifier(Identifier identifier) {
        Snapshot now = current();
        Finding found = now.byIdentifier().get(identifier);
        return found != null ? found : now.otherIdentifier();
    }

    /** What this home itself changed is seen at once. */
    void changed() {
        reading.lock();
        try {
            Snapshot old = snapshot;
            if (old != null) {
                snapshot = new Snapshot(
                        nanoTime.getAsLong() - PAUSE_NANOS - 1,
                        old.byPlace(),
                        old.byName(),
                        old.byIdentifier(),
                        old.otherName(),
                        old.otherIdentifier());
            }
        } finally {
            reading.unlock();
        }
    }

    private Snapshot current() {
        Snapshot now = snapshot;
        if (now != null && nanoTime.getAsLong() - now.takenNanos() < PAUSE_NANOS) {
            return now;
        }
        reading.lock();
        try {
            now = snapshot;
            if (now == null || nanoTime.getAsLong() - now.takenNanos() >= PAUSE_NANOS) {
                now = take(now == null ? Map.of() : now.byPlace());
                snapshot = now;
            }
            return now;
        } finally {
            reading.unlock();
        }
    }

    private Snapshot take(Map<String, Entry> before) {
        long taken = nanoTime.getAsLong();
        try {
            Map<String, Entry> byPlace = new HashMap<>();
            for (String name : identities.names()) {
                String place = IdentityFiles.place(name, IdentityFiles.CARD);
                byPlace.put(
                        place,
                        entry(
                                place,
                                before,
                                () -> identities.card(name).map(own -> found(name, own.card(), OptionalInt.empty()))));
            }
            for (String name : pins.names()) {
                String place = PinFiles.place(name);
                byPlace.put(
                        place,
                        entry(
                                place,
                                before,
                                () -> pins.read(name).map(pin -> found(name, pin.card(), pin.forkedFrom()))));
            }
            return arrange(taken, byPlace);
        } catch (IOException unreadable) {
            Finding failed = new Finding.Failed(Problem.STORE_UNAVAILABLE);
            return new Snapshot(taken, before, Map.of(), Map.of(), failed, failed);
        }
    }

    private static Snapshot arrange(long taken, Map<String, Entry> byPlace) {
        Map<String, Finding> byName = new HashMap<>();
        Map<Identifier, Finding> byIdentifier = new HashMap<>();
        Finding otherwise = new Finding.Unknown();
        for (Map.Entry<String, Entry> placed : byPlace.entrySet()) {
            Finding finding = placed.getValue().finding();
            byName.put(placed.getKey().split("/", -1)[1], finding);
            if (finding instanceof Finding.Found found) {
                byIdentifier.put(found.card().identifier(), found);
            } else if (finding instanceof Finding.Failed) {
                otherwise = finding;
            }
        }
        return new Snapshot(taken, byPlace, byName, byIdentifier, new Finding.Unknown(), otherwise);
    }

    private interface Reading {
        Optional<Finding> run() throws IOException;
    }

    private Entry entry(String place, Map<String, Entry> before, Reading reading) throws IOException {
        Path file = safe.at(place);
        Stamp stamp = Stamp.of(file);
        Entry known = before.get(place);
        if (known != null && known.stamp().equals(stamp)) {
            return known;
        }
        try {
            return new Entry(stamp, reading.run().orElseGet(Finding.Unknown::new));
        } catch (Refused damaged) {
            return new Entry(stamp, new Finding.Failed(damaged.problem()));
        }
    }

    private static Finding found(String name, Card card, OptionalInt forkedFrom) {
        return new Finding.Found(card, name, forkedFrom);
    }
}

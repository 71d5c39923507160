// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Card;
import dev.bulla.core.Chain;
import dev.bulla.core.ControlKey;
import dev.bulla.core.DailyKeys;
import dev.bulla.core.Problem;
import dev.bulla.core.Statement;
import dev.bulla.core.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes, continues and ends the identities of a home, in the order of {@code spec/home.md} §7, so that each change happens wholly or not
 * at all. For whoever holds the home's lock.
 */
final class IdentityWriter {
    /** The last number, 63, is kept for the statement that closes the identity. */
    private static final int LAST_ROTATION = 62;

    private static final String CHANGING = ".changing";

    private final Safe safe;
    private final IdentityFiles files;
    private final ControlKeys controls;

    IdentityWriter(Safe safe, IdentityFiles files, ControlKeys controls) {
        this.safe = safe;
        this.files = files;
        this.controls = controls;
    }

    Card create(String name, List<Suite> suites, Instant now, Duration life, ControlPlace where) throws IOException {
        Chain.Plan plan = plan(name, suites, now, life);
        controls.checkVacant(name, where);
        Suite control = suites.contains(Suite.PQ) ? Suite.PQ : suites.get(0);
        try (DailyKeys keys = DailyKeys.generate(plan.opens(), plan.signs(), safe.randomness());
                ControlKey first = ControlKey.generate(control, safe.randomness());
                ControlKey second = ControlKey.generate(control, safe.randomness())) {
            Card card = Chain.begin(plan, keys, first, second.commitment());
            OwnCard own = new OwnCard(second.commitment(), card);
            Path unfinished = files.unfinished(name);
            safe.disk().folder(unfinished);
            try (KeyFile file = KeyFile.of(card.identifier(), 0, keys)) {
                files.writeKeys(name, unfinished, file);
            }
            files.writeCard(name, unfinished, own);
            try (HeldControl next = new HeldControl(card.identifier(), 1, second)) {
                controls.stage(name, next, where);
            }
            safe.disk().move(unfinished, files.folder(name), false);
            controls.settle(name, own, where);
            return card;
        }
    }

    private static Chain.Plan plan(String name, List<Suite> suites, Instant now, Duration life) {
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("an identity has a suite");
        }
        if (life.isNegative() || life.toMillis() == 0 || life.compareTo(Statement.LONGEST_LIFE) > 0) {
            throw new Refused(Problem.USAGE, "a statement lives at most " + Statement.LONGEST_LIFE.toDays() + " days");
        }
        Set<Suite> opens = EnumSet.noneOf(Suite.class);
        suites.forEach(suite -> opens.addAll(Chain.Plan.usual(name, suite, now).opens()));
        return new Chain.Plan(name, now, life, opens, EnumSet.copyOf(suites));
    }

    Card rotate(String name, Instant now, Stolen stolen, ControlPlace where) throws IOException {
        OwnCard own = settled(name, where);
        Card card = own.card();
        Statement head = card.head();
        checkOpen(name, head);
        int number = head.number() + 1;
        if (number > LAST_ROTATION) {
            throw new Refused(
                    Problem.LIMIT_EXCEEDED, name + " has no room for more statements; revoke it and make a new one");
        }
        Duration life = Duration.between(head.created(), head.notAfter());
        Chain.Plan plan = new Chain.Plan(card.name(), later(now, head), life, head.opens(), head.signs());
        try (HeldControl control = controls.take(name, own, where);
                DailyKeys keys = DailyKeys.generate(plan.opens(), plan.signs(), safe.randomness());
                ControlKey after = ControlKey.generate(control.key().suite(), safe.randomness())) {
            Card longer = Chain.rotate(card, plan, stolen.of(card), keys, control.key(), after.commitment());
            OwnCard fresh = new OwnCard(after.commitment(), longer);
            try (HeldControl next = new HeldControl(card.identifier(), number + 1, after)) {
                controls.stage(name, next, where);
            }
            try (KeyFile file = KeyFile.of(card.identifier(), number, keys)) {
                files.writeKeys(name, files.folder(name), file);
            }
            files.writeCard(name, files.folder(name), fresh);
            controls.settle(name, fresh, where);
            files.removeSigningKeys(name, head.number());
            return longer;
        }
    }

    Card close(String name, Instant now, Stolen stolen, ControlPlace where) throws IOException {
        OwnCard own = settled(name, where);
        Card card = own.card();
        checkOpen(name, card.head());
        try (HeldControl control = controls.take(name, own, where)) {
            Card closed = Chain.close(card, later(now, card.head()), stolen.of(card), control.key());
            OwnCard last = new OwnCard(ControlKeys.none(), closed);
            files.writeCard(name, files.folder(name), last);
            controls.settle(name, last, where);
            files.removeSigningKeys(name, card.head().number());
            return closed;
        }
    }

    void destroyKeys(String name, int statement) throws IOException {
        Statement head = settled(name, ControlPlace.inHome()).card().head();
        if (statement < 0 || statement > head.number() || (statement == head.number() && !head.closed())) {
            throw new Refused(
                    Problem.USAGE,
                    "only keys of earlier statements are destroyed; rotate or revoke " + name + " first");
        }
        safe.disk().shred(files.folder(name).resolve(IdentityFiles.KEYS + statement));
    }

    /** Whether somebody began a change and did not end it. */
    boolean unfinished() {
        return Files.exists(safe.at(CHANGING));
    }

    /** Before a change: ends or undoes whatever others left unfinished. */
    void begin() throws IOException {
        if (unfinished()) {
            recover();
        } else {
            safe.disk().mark(safe.at(CHANGING));
        }
    }

    /** After a change that went well. When one did not, the next one who comes looks after it. */
    void end() throws IOException {
        safe.disk().delete(safe.at(CHANGING));
    }

    /** Never fails on account of a damaged identity. */
    private void recover() throws IOException {
        for (String folder : new String[] {"", IdentityFiles.FOLDER, ControlKeys.FOLDER, PinFiles.FOLDER}) {
            removeTemporary(safe.at(folder));
        }
        Path identities = safe.at(IdentityFiles.FOLDER);
        for (String entry : Disk.all(identities)) {
            if (entry.startsWith(".") && entry.endsWith(IdentityFiles.UNFINISHED)) {
                removeUnfinished(identities.resolve(entry));
            }
        }
        for (String entry : Disk.all(safe.at(ControlKeys.FOLDER))) {
            if (entry.startsWith(".") && entry.endsWith(ControlKeys.WAITING)) {
                String name = entry.substring(1, entry.length() - ControlKeys.WAITING.length());
                if (!Files.exists(files.folder(name))) {
                    controls.removeWaiting(name, ControlPlace.inHome());
                }
            }
        }
        for (String name : files.names()) {
            removeTemporary(files.folder(name));
            recover(name);
        }
    }

    private void recover(String name) throws IOException {
        try {
            settled(name, ControlPlace.inHome());
        } catch (Refused damaged) {
            // whoever uses this identity is told; the others are not held up
        }
    }

    private OwnCard settled(String name, ControlPlace where) throws IOException {
        Optional<OwnCard> found = files.card(name);
        OwnCard own = found.orElseThrow(() -> new Refused(Problem.NAME_UNKNOWN, name));
        int head = own.card().head().number();
        if (controls.settle(name, own, where)) {
            safe.disk().shred(files.folder(name).resolve(IdentityFiles.KEYS + (head + 1)));
            controls.removeWaiting(name, where);
        }
        if (head > 0) {
            files.removeSigningKeys(name, head - 1);
        }
        return own;
    }

    private void removeTemporary(Path folder) throws IOException {
        for (String entry : Disk.all(folder)) {
            if (Disk.isTemporary(entry) && Files.isRegularFile(folder.resolve(entry))) {
                safe.disk().shred(folder.resolve(entry));
            }
        }
    }

    private void removeUnfinished(Path folder) throws IOException {
        for (String entry : Disk.all(folder)) {
            safe.disk().shred(folder.resolve(entry));
        }
        safe.disk().delete(folder);
    }

    private static void checkOpen(String name, Statement head) {
        if (head.closed()) {
            throw new Refused(Problem.IDENTITY_CLOSED, name);
        }
    }

    /** A statement is never older than the one before, even when the clock went back. */
    private static Instant later(Instant now, Statement head) {
        return now.isBefore(head.created()) ? head.created() : now;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Bytes;
import dev.bulla.core.Identifier;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The control keys of a home's identities, in the home or outside ({@code spec/home.md} §5, §7). For whoever holds the home's lock.
 *
 * <p>The key of the statement after the next waits as {@code .NAME.next} or {@code FILE.next} until the card is in place.
 */
final class ControlKeys {
    static final String FOLDER = "control";
    static final String WAITING = ".next";

    private final Safe safe;

    ControlKeys(Safe safe) {
        this.safe = safe;
    }

    /** {@link Problem#EXISTS} when a new key could not be put there. */
    void checkVacant(String name, ControlPlace where) {
        for (Path file : new Path[] {file(name, where), waiting(name, where)}) {
            if (Files.exists(file)) {
                throw new Refused(Problem.EXISTS, file.toString());
            }
        }
        Path folder = file(name, where).getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new Refused(Problem.USAGE, "there is no folder for " + file(name, where));
        }
    }

    /** Writes the key that will be right once the new card is in place. */
    void stage(String name, HeldControl next, ControlPlace where) throws IOException {
        Path waiting = waiting(name, where);
        if (Files.exists(waiting)) {
            throw new Refused(Problem.EXISTS, waiting.toString());
        }
        if (where instanceof ControlPlace.Outside) {
            byte[] text = next.format(name);
            safe.disk().replace(waiting, text, false);
            Arrays.fill(text, (byte) 0);
        } else {
            safe.write(Safe.Kind.CONTROL, place(name), waiting, next.encode(), false);
        }
    }

    /**
     * Completes what was begun before this card was put in place.
     *
     * @return whether a rotation was begun after: then the keys of the statement after the head belong to nothing, and when they are removed
     *     {@link #removeWaiting} ends it
     */
    boolean settle(String name, OwnCard own, ControlPlace where) throws IOException {
        Path file = file(name, where);
        Path waiting = waiting(name, where);
        if (own.card().head().closed()) {
            removeOwn(name, file, where, own.card().identifier());
            removeOwn(name, waiting, where, own.card().identifier());
            return false;
        }
        Optional<HeldControl> found = read(name, waiting, where);
        if (found.isEmpty()) {
            return false;
        }
        try (HeldControl next = found.get()) {
            if (next.key().commitment().equals(own.next())) {
                safe.disk().move(waiting, file, true);
                return false;
            }
            return next.identifier().equals(own.card().identifier())
                    && next.number() == own.card().head().number() + 2;
        }
    }

    private void removeOwn(String name, Path file, ControlPlace where, Identifier owner) throws IOException {
        Optional<HeldControl> found = read(name, file, where);
        if (found.isPresent()) {
            try (HeldControl held = found.get()) {
                if (held.identifier().equals(owner)) {
                    safe.disk().shred(file);
                }
            }
        }
    }

    /** The key of the next statement; {@link Problem#KEYS_UNAVAILABLE} when it is not there or is another's. The caller closes it. */
    HeldControl take(String name, OwnCard own, ControlPlace where) throws IOException {
        Path file = file(name, where);
        HeldControl held = read(name, file, where)
                .orElseThrow(() ->
                        new Refused(Problem.KEYS_UNAVAILABLE, "the control key of " + name + " is not in " + file));
        if (!held.key().commitment().equals(own.next())) {
            held.close();
            throw new Refused(
                    Problem.KEYS_UNAVAILABLE,
                    file + " holds the control key of another identity or statement than " + name + " needs");
        }
        return held;
    }

    boolean inHome(String name) {
        return Files.exists(file(name, ControlPlace.inHome()));
    }

    /** Removes a key that waits for a change that never happened. */
    void removeWaiting(String name, ControlPlace where) throws IOException {
        safe.disk().shred(waiting(name, where));
    }

    private Optional<HeldControl> read(String name, Path file, ControlPlace where) throws IOException {
        boolean outside = where instanceof ControlPlace.Outside;
        Optional<byte[]> content = outside ? Disk.read(file) : safe.read(Safe.Kind.CONTROL, place(name), file);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        if (outside) {
            Disk.checkPrivate(file);
        }
        byte[] bytes = content.get();
        Optional<HeldControl> held = outside ? HeldControl.parse(bytes) : HeldControl.decode(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (held.isEmpty()) {
            throw outside
                    ? new Refused(Problem.MALFORMED, file + " is not a control key file")
                    : Safe.damaged(place(name));
        }
        return held;
    }

    private static String place(String name) {
        return FOLDER + "/" + name;
    }

    private Path file(String name, ControlPlace where) {
        return where instanceof ControlPlace.Outside outside ? outside.file() : safe.at(place(name));
    }

    private Path waiting(String name, ControlPlace where) {
        Path file = file(name, where);
        String prefix = where instanceof ControlPlace.Outside ? "" : ".";
        return file.resolveSibling(prefix + file.getFileName() + WAITING);
    }

    /** What {@code next} of a closed head is. */
    static Bytes none() {
        return Bytes.of(new byte[32]);
    }
}

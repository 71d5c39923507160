// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import dev.bulla.core.Card;
import dev.bulla.core.Identifier;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;

/** Other people's cards, bound to names ({@code spec/home.md} §6). Changes are for whoever holds the home's lock. */
final class PinFiles {
    static final String FOLDER = "pins";

    private static final int NO_FORK = 0xff;
    private static final int HEAD_BYTES = 9;

    private final Safe safe;

    PinFiles(Safe safe) {
        this.safe = safe;
    }

    SortedSet<String> names() throws IOException {
        return Disk.names(safe.at(FOLDER));
    }

    static String place(String name) {
        return FOLDER + "/" + name;
    }

    /** One pin; {@link Problem#HOME_DAMAGED} when its file does not open. */
    Optional<Pin> read(String name) throws IOException {
        if (!FileNames.acceptable(name)) {
            return Optional.empty();
        }
        String place = place(name);
        Optional<byte[]> plain = safe.read(Safe.Kind.PIN, place, safe.at(place));
        return plain.isEmpty() ? Optional.empty() : Optional.of(decode(name, plain.get()));
    }

    private Pin decode(String name, byte[] plain) {
        Card card = safe.card(place(name), plain, HEAD_BYTES);
        ByteBuffer in = ByteBuffer.wrap(plain);
        int fork = in.get() & 0xff;
        Instant pinned = Instant.ofEpochMilli(in.getLong());
        return new Pin(name, card, fork == NO_FORK ? OptionalInt.empty() : OptionalInt.of(fork), pinned);
    }

    private Pin write(Pin pin) throws IOException {
        byte[] card = safe.remembered(pin.card());
        byte[] plain = ByteBuffer.allocate(HEAD_BYTES + card.length)
                .put((byte) pin.forkedFrom().orElse(NO_FORK))
                .putLong(pin.pinned().toEpochMilli())
                .put(card)
                .array();
        safe.write(Safe.Kind.PIN, place(pin.name()), safe.at(place(pin.name())), plain, false);
        return pin;
    }

    /** Imports a card: never goes back, and notes a fork. */
    Pin add(Card card, String name, Instant now) throws IOException {
        Optional<Pin> known = findKnown(card.identifier());
        if (known.isEmpty()) {
            FileNames.checkVacant(name, names());
            return write(new Pin(name, card, OptionalInt.empty(), now));
        }
        Pin pin = known.get();
        if (!pin.name().equals(name)) {
            throw new Refused(Problem.EXISTS, "this identity is known as " + pin.name());
        }
        Optional<Integer> fork = pin.card().forkedFrom(card);
        if (fork.isPresent()) {
            int least = Math.min(fork.get(), pin.forkedFrom().orElse(NO_FORK));
            if (pin.forkedFrom().orElse(NO_FORK) != least) {
                write(new Pin(name, pin.card(), OptionalInt.of(least), pin.pinned()));
            }
            throw new Refused(Problem.IDENTITY_FORKED, name);
        }
        return card.statements() > pin.card().statements()
                ? write(new Pin(name, card, pin.forkedFrom(), pin.pinned()))
                : pin;
    }

    /** Binds a name again because a person says so, and clears a fork. */
    Pin addAgain(Card card, String name, Instant now) throws IOException {
        Optional<Pin> known = findKnown(card.identifier());
        Card kept = card;
        if (known.isPresent()) {
            Pin pin = known.get();
            boolean beginning = pin.card().forkedFrom(card).isEmpty()
                    && card.statements() <= pin.card().statements();
            if (beginning && card.statements() <= pin.forkedFrom().orElse(-1)) {
                throw new Refused(Problem.IDENTITY_FORKED, "this card ends before the fork of " + pin.name());
            }
            kept = beginning ? pin.card() : card;
        }
        for (String other : names()) {
            if (other.equalsIgnoreCase(name) && !other.equals(name)) {
                throw new Refused(Problem.EXISTS, other);
            }
        }
        if (known.isPresent() && !known.get().name().equals(name)) {
            remove(known.get().name());
        }
        return write(new Pin(name, kept, OptionalInt.empty(), now));
    }

    void remove(String name) throws IOException {
        safe.disk().delete(safe.at(place(name)));
    }

    /** All that open. */
    List<Pin> whole() throws IOException {
        List<Pin> pins = new ArrayList<>();
        for (String name : names()) {
            try {
                read(name).ifPresent(pins::add);
            } catch (Refused damaged) {
                // told by Home.damaged()
            }
        }
        return pins;
    }

    /** The pin of this identifier. A damaged one could be it, hence {@link Problem#HOME_DAMAGED} for any that does not open. */
    private Optional<Pin> findKnown(Identifier identifier) throws IOException {
        Optional<Pin> found = Optional.empty();
        for (String name : names()) {
            Optional<Pin> pin = read(name);
            if (pin.isPresent() && pin.get().card().identifier().equals(identifier)) {
                found = pin;
            }
        }
        return found;
    }
}

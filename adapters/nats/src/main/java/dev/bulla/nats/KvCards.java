// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Directory;
import dev.bulla.core.Identifier;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Cards in a bucket, under the identifier in hexadecimal: where owners publish new ones after a rotation, and others hear of them.
 *
 * <p>A card found there makes nobody known. Only who is pinned in the given directory is found here, under the name he is pinned by; a card of his
 * in the bucket that goes on where the pinned one ends ({@code spec/identity.md}) takes its place, an older one does not, and one that
 * contradicts it makes the identity forked until a person has looked. Follows the bucket in the background, and answers from memory. Safe
 * for many threads.
 */
public final class KvCards implements Directory, AutoCloseable {
    private final Directory pinned;
    private final Consumer<Card> listener;
    private final Map<Identifier, Card> newest = new ConcurrentHashMap<>();
    private final Map<Identifier, Integer> forks = new ConcurrentHashMap<>();
    private final AutoCloseable watching;

    private KvCards(KeyValue bucket, Directory pinned, Consumer<Card> listener) {
        this.pinned = pinned;
        this.listener = listener;
        this.watching = SealedKv.call(() -> bucket.watchAll(new Watching(), new KeyValueWatchOption[0]));
    }

    /** Follows the bucket for those whom the directory knows. */
    public static KvCards over(KeyValue bucket, Directory pinned) {
        return new KvCards(bucket, pinned, card -> {});
    }

    /**
     * The same, telling somebody of each newer or contradicting card of a pinned identity: a home takes it with {@code
     * home.pin(card.encoded(), now)}, which checks it again.
     */
    public static KvCards over(KeyValue bucket, Directory pinned, Consumer<Card> listener) {
        return new KvCards(bucket, pinned, listener);
    }

    /**
     * Puts a card where others find it, unless there is one that goes further.
     *
     * @throws ProblemException {@code IDENTITY_FORKED} when there is one that contradicts it
     * @throws dev.bulla.core.UnavailableException when the server does not answer
     */
    public static void publish(KeyValue bucket, Card card) {
        String key = card.identifier().toString();
        Optional<KeyValueEntry> there = SealedKv.call(() -> Optional.ofNullable(bucket.get(key)));
        Optional<Card> known =
                there.flatMap(KvCards::card).filter(each -> each.identifier().equals(card.identifier()));
        if (known.isPresent()) {
            if (known.get().forkedFrom(card).isPresent()) {
                throw new ProblemException(Problem.IDENTITY_FORKED, "the bucket has another card of this identity");
            }
            if (known.get().statements() >= card.statements()) {
                return;
            }
        }
        long unused = SealedKv.call(() -> bucket.update(
                key,
                card.encoded().toArray(),
                there.map(KeyValueEntry::getRevision).orElse(0L)));
    }

    @Override
    public Finding byName(String name) {
        return later(pinned.byName(name));
    }

    @Override
    public Finding byIdentifier(Identifier identifier) {
        return later(pinned.byIdentifier(identifier));
    }

    private Finding later(Finding finding) {
        if (!(finding instanceof Finding.Found found)) {
            return finding;
        }
        Identifier identifier = found.card().identifier();
        Card later = newest.get(identifier);
        Card card = later != null && later.statements() > found.card().statements() ? later : found.card();
        Integer fork = forks.get(identifier);
        OptionalInt forked = found.forkedFrom().isPresent() || fork == null ? found.forkedFrom() : OptionalInt.of(fork);
        return new Finding.Found(card, found.name(), forked);
    }

    /** Takes what goes on where the card known here ends. */
    private void heard(Card card) {
        if (!(byIdentifier(card.identifier()) instanceof Finding.Found known)) {
            return;
        }
        Optional<Integer> fork = known.card().forkedFrom(card);
        if (fork.isPresent()) {
            forks.merge(card.identifier(), fork.get(), Math::min);
        } else if (card.statements() > known.card().statements()) {
            newest.put(card.identifier(), card);
        } else {
            return;
        }
        listener.accept(card);
    }

    @Override
    public void close() {
        try {
            watching.close();
        } catch (Exception gone) {
            // It went with its connection.
        }
    }

    /** A card that decodes, under its own identifier. */
    private static Optional<Card> card(KeyValueEntry entry) {
        byte[] value = entry.getValue();
        if (entry.getOperation() != KeyValueOperation.PUT || value == null || value.length > Card.MOST_BYTES) {
            return Optional.empty();
        }
        return Card.decode(Bytes.of(value))
                .fold(good -> Optional.of(good.value()), bad -> Optional.<Card>empty())
                .filter(card -> card.identifier().toString().equals(entry.getKey()));
    }

    private final class Watching implements KeyValueWatcher {
        @Override
        public void watch(KeyValueEntry entry) {
            card(entry).ifPresent(KvCards.this::heard);
        }

        @Override
        public void endOfData() {
            // What comes from now on is new.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Seals messages as one identity ({@code spec/envelope.md}).
 *
 * <p>The expensive work, wrapping keys for recipients, is done once per epoch: for the same names in the same order, for ten minutes, until a
 * card changes. After a restore from a snapshot call {@link #forget}. Safe for use by many threads.
 *
 * <p>Fails as a value: nothing is sealed when a recipient is unknown, lacks the suite, has an expired card, or policy says no. Throws {@link
 * UnavailableException} when keys or a mandatory journal cannot be reached, {@link IllegalArgumentException} for misuse.
 */
public final class Sealer implements AutoCloseable {
    /** The memory for epochs that are kept: 64 MiB. */
    private static final int EPOCH_BYTES = 1 << 26;

    private final Identity identity;
    private final Signer signer;
    private final Directory directory;
    private final Policy policy;
    private final Journal journal;
    private final Ground ground;
    private final Primitives primitives;
    private final EpochMaker maker;
    private final MessageSealer messages;
    private final Recent<Audience.Key, SealingEpoch> epochs = new Recent<>(EPOCH_BYTES, SealingEpoch::weight);

    private Sealer(
            Identity identity,
            Directory directory,
            Policy policy,
            Journal journal,
            Ground ground,
            Primitives primitives) {
        this.identity = identity;
        this.signer = new Signer(identity);
        this.directory = directory;
        this.policy = policy;
        this.journal = journal;
        this.ground = ground;
        this.primitives = primitives;
        this.maker = new EpochMaker(primitives, ground, signer);
        this.messages = new MessageSealer(primitives, ground);
    }

    /** A sealer for an identity. */
    public static Sealer of(Identity identity, Directory directory, Policy policy, Journal journal, Ground ground) {
        return new Sealer(identity, directory, policy, journal, ground, Primitives.best());
    }

    static Sealer of(
            Identity identity,
            Directory directory,
            Policy policy,
            Journal journal,
            Ground ground,
            Primitives primitives) {
        return new Sealer(identity, directory, policy, journal, ground, primitives);
    }

    /** Seals a message whose parts are in memory. */
    public Outcome<SealedMessage> seal(Draft draft) {
        if (draft.proof() == Proof.BATCH) {
            return sealBatch(List.of(draft)).get(0);
        }
        try {
            return Outcome.good(noted(alone(draft)));
        } catch (Refusal refused) {
            return Outcome.bad(refused.problem(), refused.about());
        }
    }

    /**
     * Seals many messages, those of {@link Proof#BATCH} under one signature. At most 65,536 of them; a message that fails does not hold up
     * the others.
     */
    public List<Outcome<SealedMessage>> sealBatch(List<Draft> drafts) {
        if (drafts.size() > Limits.BATCH) {
            throw new IllegalArgumentException("a batch has at most " + Limits.BATCH + " messages");
        }
        Batch batch = new Batch(primitives, signer);
        List<Supplier<Outcome<SealedMessage>>> begun = new ArrayList<>(drafts.size());
        for (Draft draft : drafts) {
            begun.add(begin(draft, batch, drafts.size()));
        }
        batch.finish(messages);
        List<Outcome<SealedMessage>> outcomes = new ArrayList<>(drafts.size());
        begun.forEach(message -> outcomes.add(message.get()));
        outcomes.forEach(outcome -> outcome.map(this::noted));
        return outcomes;
    }

    /** What will have become of the message when the batch is finished. */
    private Supplier<Outcome<SealedMessage>> begin(Draft draft, Batch batch, int size) {
        try {
            if (draft.proof() != Proof.BATCH) {
                SealedMessage message = alone(draft);
                return () -> Outcome.good(message);
            }
            Prepared prepared = prepare(draft);
            MessageSealer.Unproven message = inMemory(draft, prepared, size);
            batch.add(prepared.epoch().keys(), message);
            return () -> Outcome.good(sealed(draft, prepared.epoch(), message));
        } catch (Refusal refused) {
            return () -> Outcome.bad(refused.problem(), refused.about());
        }
    }

    private SealedMessage alone(Draft draft) {
        Prepared prepared = prepare(draft);
        MessageSealer.Unproven message = inMemory(draft, prepared, 1);
        if (draft.proof() == Proof.SIGNATURE) {
            messages.prove(message, signature(prepared.epoch(), message.digest()));
        } else {
            message.keys().wipe();
        }
        return sealed(draft, prepared.epoch(), message);
    }

    private MessageSealer.Unproven inMemory(Draft draft, Prepared prepared, int batch) {
        int proofBytes = proofBytes(draft.proof(), prepared.epoch().keys().suite(), batch);
        return messages.inMemory(prepared.epoch(), draft, prepared.header(), prepared.counter(), proofBytes);
    }

    private static int proofBytes(Proof proof, Suite suite, int batch) {
        return switch (proof) {
            case SIGNATURE -> suite.signatureBytes();
            case BATCH -> suite.signatureBytes() + 8 + Limits.HASH_BYTES * MerkleTree.pathLength(0, batch);
            case PAIRWISE -> 0;
        };
    }

    private byte[] signature(SealingEpoch epoch, byte[] digest) {
        Suite suite = epoch.keys().suite();
        return signer.sign(suite, epoch.keys().who().signedBody(suite, digest));
    }

    private static SealedMessage sealed(Draft draft, SealingEpoch epoch, MessageSealer.Unproven message) {
        boolean inMemory = message.target() instanceof Target.InMemory;
        return new SealedMessage(
                inMemory ? Bytes.owned(((Target.InMemory) message.target()).bytes()) : Bytes.EMPTY,
                Bytes.owned(epoch.keys().id()),
                draft.isByReference() ? Optional.of(epoch.object()) : Optional.empty(),
                message.digest().length == 0 ? Optional.empty() : Optional.of(Bytes.owned(message.digest())));
    }

    private SealedMessage noted(SealedMessage message) {
        note(message.digest().orElse(Bytes.EMPTY));
        return message;
    }

    private void note(Bytes digest) {
        Identifier own = identity.identifier();
        journal.append(new Journal.Entry(Journal.Event.SEALED, now(), own, own, digest, ""));
    }

    /**
     * Seals a message of any length into a stream, with constant memory. What was written is worth nothing unless the outcome is good. Sealing in a
     * batch of one.
     *
     * @throws IOException when a source or the stream fails
     */
    public Outcome<SealedMessage> sealTo(Draft draft, OutputStream out) throws IOException {
        try {
            Prepared prepared = prepare(draft);
            Target.Streamed target = new Target.Streamed(out);
            MessageSealer.Unproven message =
                    messages.streamed(prepared.epoch(), draft, prepared.header(), prepared.counter(), target);
            note(Bytes.owned(message.digest()));
            Batch batch = new Batch(primitives, signer);
            if (draft.proof() == Proof.SIGNATURE) {
                messages.prove(message, signature(prepared.epoch(), message.digest()));
            } else if (draft.proof() == Proof.BATCH) {
                batch.add(prepared.epoch().keys(), message);
                batch.finish(messages);
            }
            return Outcome.good(sealed(draft, prepared.epoch(), message));
        } catch (Refusal refused) {
            return Outcome.bad(refused.problem(), refused.about());
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    /** Everything about a message but its bytes. */
    private record Prepared(SealingEpoch epoch, int counter, Header header) {}

    private Prepared prepare(Draft draft) {
        if (draft.pieces().isEmpty()) {
            throw new IllegalArgumentException("a message has at least one part");
        }
        Instant now = now();
        fit(identity.card(), now, "the sender");
        notForked(directory.byIdentifier(identity.identifier()), "the sender");
        Suite suite =
                draft.suite().orElseGet(() -> signer.head().signs().iterator().next());
        if (!signer.head().signs().contains(suite)) {
            throw new Refusal(Problem.KEY_MISSING, "the sender does not sign with suite " + suite.label());
        }
        List<Card> cards = cards(draft, suite, now);
        Audience.Key key = new Audience.Key(
                suite, draft.proof(), draft.isHidden(), List.copyOf(draft.recipients()), draft.readers());
        while (true) {
            SealingEpoch epoch = epoch(key, cards, now.toEpochMilli());
            int counter = epoch.takeCounter();
            if (counter >= 0) {
                Audience audience = epoch.audience();
                List<Identifier> addressees = draft.isAddressed() ? audience.identifiers() : List.of();
                Header header = draft.header(now.toEpochMilli(), audience.places(draft.pieces()), addressees);
                return new Prepared(epoch, counter, header);
            }
        }
    }

    private static void fit(Card card, Instant now, String name) {
        card.unfit(now).ifPresent(problem -> {
            throw new Refusal(problem, name);
        });
    }

    /** The cards the names stand for, each fit to be sealed to at this moment. */
    private List<Card> cards(Draft draft, Suite suite, Instant now) {
        List<Card> cards = new ArrayList<>(draft.recipients().size());
        for (String name : draft.recipients()) {
            Directory.Finding.Found found = directory
                    .byName(name)
                    .fold(
                            f -> f,
                            unknown -> refuse(Problem.NAME_UNKNOWN, name),
                            failed -> refuse(failed.problem(), name));
            notForked(found, name);
            Card card = found.card();
            fit(card, now, name);
            if (!card.head().opens().contains(suite)) {
                throw new Refusal(Problem.KEY_MISSING, name + " does not open suite " + suite.label());
            }
            allowed(card.identifier(), draft, suite, name);
            cards.add(card);
        }
        return cards;
    }

    private static void notForked(Directory.Finding finding, String name) {
        if (finding instanceof Directory.Finding.Found found
                && found.forkedFrom().isPresent()) {
            throw new Refusal(Problem.IDENTITY_FORKED, name);
        }
    }

    private static Directory.Finding.Found refuse(Problem problem, String name) {
        throw new Refusal(problem, name);
    }

    private void allowed(Identifier recipient, Draft draft, Suite suite, String name) {
        Policy.Question question = new Policy.Question(
                Policy.Action.SEND,
                identity.identifier(),
                recipient,
                suite,
                draft.proof(),
                draft.context(),
                Opened.Replay.NEW);
        if (!Opener.allows(policy, question)) {
            throw new Refusal(Problem.FORBIDDEN, name);
        }
    }

    private SealingEpoch epoch(Audience.Key key, List<Card> cards, long now) {
        SealingEpoch epoch = epochs.find(key);
        if (epoch == null || !epoch.serves(now, signer.head(), cards)) {
            Audience audience = new Audience(key.names(), cards, key.readers());
            if (key.proof() == Proof.PAIRWISE && !audience.alone()) {
                throw new IllegalArgumentException("pairwise is for one recipient who reads every part");
            }
            epoch = maker.make(key.suite(), key.proof(), key.hidden(), audience, now);
            epochs.drop(old -> old.over(now));
            epochs.put(key, epoch);
        }
        return epoch;
    }

    private Instant now() {
        return ground.clock().instant();
    }

    /** Drops all epochs and their secrets: after a change of policy, and after a restore from a snapshot. */
    public void forget() {
        epochs.clear();
    }

    @Override
    public void close() {
        forget();
    }
}

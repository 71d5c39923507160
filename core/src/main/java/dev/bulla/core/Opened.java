// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A message whose sender, context and time were checked. After acting on it call {@link #done()}: then a copy is a replay. When acting on it failed
 * call {@link #release()}: then a copy may be tried at once; without either it may be tried when the lease ends.
 *
 * <p>Safe for use by many threads.
 */
public final class Opened implements Opening {
    private final Sender sender;
    private final Suite suite;
    private final Proof proof;
    private final Header header;
    private final List<Part> parts;
    private final Supplier<Bytes> digest;
    private final Freshness freshness;
    private final Claim claim;

    Opened(
            Sender sender,
            Suite suite,
            Proof proof,
            Header header,
            List<Part> parts,
            Supplier<Bytes> digest,
            Freshness freshness,
            Claim claim) {
        this.sender = sender;
        this.suite = suite;
        this.proof = proof;
        this.header = header;
        this.parts = parts;
        this.digest = digest;
        this.freshness = freshness;
        this.claim = claim;
    }

    /**
     * Who sent it.
     *
     * @param identifier the name nobody can take
     * @param name the name it is bound to here
     * @param statement the number of the statement whose keys signed
     */
    public record Sender(Identifier identifier, String name, int statement) {}

    /** Whether it may have been here before. */
    public enum Replay {
        /** It was not. */
        NEW,
        /** It is older than the memory of this receiver, which is not durable. */
        UNKNOWN,
        /** It was handled before; only in an archive. */
        SEEN
    }

    /** What was found about time and replay. */
    record Freshness(Replay replay, boolean expired) {}

    /** A counter taken from the replay table; does nothing in an archive. */
    interface Claim {
        void done();

        void release();

        /** No claim. */
        Claim NONE = new Claim() {
            @Override
            public void done() {}

            @Override
            public void release() {}
        };
    }

    /** Who sent it: proven as {@link #proof()} says. */
    public Sender sender() {
        return sender;
    }

    /** The algorithms. */
    public Suite suite() {
        return suite;
    }

    /** How the sender is proven. */
    public Proof proof() {
        return proof;
    }

    /** What it is for. */
    public String context() {
        return header.context();
    }

    /** What it is as a whole; may be empty. */
    public String contentType() {
        return header.contentType();
    }

    /** When it was made, by the sender's clock. */
    public Instant created() {
        return Instant.ofEpochMilli(header.created());
    }

    /** When it stops being good, if the sender says. */
    public Optional<Instant> expires() {
        return header.expires() < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(header.expires()));
    }

    /** Whether it has expired: only in an archive. */
    public boolean expired() {
        return freshness.expired();
    }

    /** Whether it may have been here before. */
    public Replay replay() {
        return freshness.replay();
    }

    /** Named values, in the order of their names' encodings. */
    public Map<String, String> attributes() {
        return header.attributes();
    }

    /** The digest of the message it answers. */
    public Optional<Bytes> correlation() {
        return header.correlation();
    }

    /** The context an answer must have; may be empty. */
    public String replyContext() {
        return header.replyContext();
    }

    /** Where it stands in a distributed trace. */
    public Optional<Trace> trace() {
        return header.trace();
    }

    /** All recipients, if the sender says. */
    public List<Identifier> addressees() {
        return header.addressees();
    }

    /** All parts, in the sender's order. */
    public List<Part> parts() {
        return parts;
    }

    /** The part of this name. */
    public Optional<Part> part(String name) {
        for (Part part : parts) {
            if (part.name().equals(name)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /**
     * The content of the part of this name.
     *
     * @throws ProblemException with {@link Problem#PART_UNKNOWN} or {@link Problem#PART_WITHHELD}
     */
    public Bytes bytes(String name) {
        Part part = part(name).orElseThrow(() -> new ProblemException(Problem.PART_UNKNOWN, name));
        return part.fold(Part.Readable::bytes, withheld -> {
            throw new ProblemException(Problem.PART_WITHHELD, name);
        });
    }

    /** The content of the part of this name as text. */
    public String text(String name) {
        return bytes(name).text();
    }

    /** The message's name, D: for journals, correlation, evidence and idempotence. Costs a reading of the whole in {@link Proof#PAIRWISE}. */
    public Bytes digest() {
        return digest.get();
    }

    /** It was acted on. */
    public void done() {
        claim.done();
    }

    /** It was not acted on, and may be tried again. */
    public void release() {
        claim.release();
    }

    /** Whose it is and how many parts it has; nothing of what is in it, so that it may stand in a log. */
    @Override
    public String toString() {
        return "Opened(from " + sender.identifier().brief() + ", " + parts.size() + " parts)";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A message to be sealed: for whom, what for, and its parts. Names are looked up in the sender's {@link Directory}; the identifier of a
 * recipient in hexadecimal is a name too.
 *
 * <p>Mutable, not for many threads; sealing does not change it. Misuse throws {@link IllegalArgumentException}.
 */
public final class Draft {
    private final Set<String> recipients;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, String> attributes = new TreeMap<>();
    private String context = "";
    private String contentType = "";
    private Optional<Duration> life = Optional.empty();
    private Optional<Bytes> correlation = Optional.empty();
    private String replyContext = "";
    private Optional<Trace> trace = Optional.empty();
    private Optional<Suite> suite = Optional.empty();
    private Proof proof = Proof.SIGNATURE;
    private boolean hidden;
    private boolean byReference;
    private boolean addressed;

    private Draft(Set<String> recipients) {
        this.recipients = recipients;
    }

    /** A message for these recipients. */
    public static Draft to(String... recipients) {
        return to(List.of(recipients));
    }

    /** A message for these recipients. */
    public static Draft to(Iterable<String> recipients) {
        Set<String> names = new LinkedHashSet<>();
        recipients.forEach(names::add);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a message has at least one recipient");
        }
        return new Draft(names);
    }

    /** What the message is for; the receiver must expect the same. Empty by default. */
    public Draft context(String value) {
        context = checked(value, "a context");
        return this;
    }

    /** What the message as a whole is. */
    public Draft contentType(String value) {
        contentType = checked(value, "a content type");
        return this;
    }

    /** How long the message is good. Without it, as long as a receiver lets messages live. */
    public Draft livesFor(Duration value) {
        if (value.isNegative() || value.toMillis() == 0) {
            throw new IllegalArgumentException("a message lives at least a millisecond");
        }
        life = Optional.of(value);
        return this;
    }

    /** A named value that all recipients see and no carrier does. */
    public Draft attribute(String name, String value) {
        if (!Names.token(name)) {
            throw new IllegalArgumentException(
                    "an attribute's name is 1 to 128 of a to z, A to Z, 0 to 9, '.', '_' and '-', and does not begin with '.'");
        }
        if (!Names.withoutControls(value) || !Names.wellFormed(value)) {
            throw new IllegalArgumentException("an attribute's value is text without control characters");
        }
        attributes.put(name, value);
        if (attributes.size() > Limits.ATTRIBUTES) {
            throw new IllegalArgumentException("a message has at most " + Limits.ATTRIBUTES + " attributes");
        }
        return this;
    }

    /** A part for all recipients, in memory. */
    public Draft part(String name, Bytes content) {
        return part(Piece.of(name, Content.of(content)));
    }

    /** A part of text for these recipients only, or for all when none is named. */
    public Draft part(String name, String text, String... readers) {
        return part(Piece.of(name, Content.of(text)).onlyFor(readers));
    }

    /** A part. Its readers must be recipients. */
    public Draft part(Piece piece) {
        if (pieces.stream().anyMatch(other -> other.name().equals(piece.name()))) {
            throw new IllegalArgumentException("two parts have one name: " + piece.name());
        }
        if (!recipients.containsAll(piece.readers())) {
            Set<String> strangers = new TreeSet<>(piece.readers());
            strangers.removeAll(recipients);
            throw new IllegalArgumentException(
                    "a reader of part " + piece.name() + " is not a recipient: " + String.join(", ", strangers));
        }
        pieces.add(piece);
        if (pieces.size() > Limits.PARTS) {
            throw new IllegalArgumentException("a message has at most " + Limits.PARTS + " parts");
        }
        return this;
    }

    /** The digest of the message this one answers. */
    public Draft answers(Bytes digest) {
        if (digest.size() != Limits.HASH_BYTES) {
            throw new IllegalArgumentException("a message's digest is " + Limits.HASH_BYTES + " bytes");
        }
        correlation = Optional.of(digest);
        return this;
    }

    /** The context that an answer must have. */
    public Draft replyContext(String value) {
        replyContext = checked(value, "a context");
        return this;
    }

    /** Where the message stands in a distributed trace. */
    public Draft trace(Trace value) {
        trace = Optional.of(value);
        return this;
    }

    /** Another suite than the first the sender signs with. */
    public Draft suite(Suite value) {
        suite = Optional.of(value);
        return this;
    }

    /** How the sender is proven. {@link Proof#PAIRWISE} is for one recipient and no parts of his own. */
    public Draft proof(Proof value) {
        proof = value;
        return this;
    }

    /** Hides from everybody who the recipients are, also from those who hold their cards. At most 16 recipients. */
    public Draft hidden() {
        hidden = true;
        return this;
    }

    /** Names the epoch instead of carrying it: whoever sends the message sees to it that receivers can fetch the epoch. */
    public Draft byReference() {
        byReference = true;
        return this;
    }

    /** Writes the list of recipients inside, so that each can prove to a third party whom the message was for. */
    public Draft addressed() {
        addressed = true;
        return this;
    }

    private static String checked(String value, String what) {
        if (!Names.upTo128(value)) {
            throw new IllegalArgumentException(what + " is at most 128 bytes of text without control characters");
        }
        return value;
    }

    Set<String> recipients() {
        return Collections.unmodifiableSet(recipients);
    }

    List<Piece> pieces() {
        return pieces;
    }

    /** The sets of readers of parts that are not for all, each once. */
    List<Set<String>> readers() {
        List<Set<String>> readers = new ArrayList<>(0);
        for (Piece piece : pieces) {
            if (!piece.readers().isEmpty() && !readers.contains(piece.readers())) {
                readers.add(piece.readers());
            }
        }
        return readers;
    }

    Proof proof() {
        return proof;
    }

    boolean isHidden() {
        return hidden;
    }

    boolean isByReference() {
        return byReference;
    }

    boolean isAddressed() {
        return addressed;
    }

    Optional<Suite> suite() {
        return suite;
    }

    String context() {
        return context;
    }

    Header header(long now, List<Header.Place> places, List<Identifier> addressees) {
        long expires = life.isPresent() ? now + life.get().toMillis() : -1;
        return new Header(
                now, expires, context, contentType, places, attributes, correlation, replyContext, trace, addressees);
    }
}

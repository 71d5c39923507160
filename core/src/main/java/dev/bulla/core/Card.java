// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is: a chain of statements, each signed by the control key the one before named ({@code spec/identity.md} §3).
 *
 * <p>Public: a card may be shown to anybody. Every card in memory is valid: its signatures were verified when it was read, or
 * when it was last read and kept under one's own key. Whether its name is true, a pin or a directory says. At most {@value #MOST_BYTES} bytes. Immutable.
 */
public final class Card {
    /** The largest card. */
    public static final int MOST_BYTES = 1 << 20;

    /** Which rules a card was read by ({@code spec/home.md} §3). One more whenever something is refused that was not before. */
    static final int RULES = 1;

    static final long TAG = 0x62756c63;
    private static final int VERSION = 1;
    private static final byte[] IDENTITY_LABEL = Framing.label("bulla/1 identity");
    private static final byte[] PREVIOUS_LABEL = Framing.label("bulla/1 statement hash");

    private final Identifier identifier;
    private final List<Signed> chain;
    private final Statement head;
    private final byte[] encoded;

    private Card(Identifier identifier, List<Signed> chain, byte[] encoded) {
        this.identifier = identifier;
        this.chain = chain;
        this.head = chain.get(chain.size() - 1).statement();
        this.encoded = encoded;
    }

    /** One link of the chain as it is signed. */
    record Signed(
            Statement statement,
            Suite controlSuite,
            byte[] controlKey,
            byte[] controlSignature,
            List<byte[]> signatures) {}

    /** Reads a card and verifies the whole chain; or says what is wrong with it. */
    public static Outcome<Card> decode(Bytes encoded) {
        return decode(encoded.raw(), Primitives.best());
    }

    /**
     * Reads a card that {@link Lockbox#remember} was asked to remember, and does not verify it again. With any other record the whole chain
     * is verified.
     */
    public static Outcome<Card> decode(Bytes encoded, Lockbox box, Bytes record) {
        return decode(encoded.raw(), Primitives.best(), box.remembers(encoded.raw(), record));
    }

    static Outcome<Card> decode(byte[] encoded, Primitives primitives) {
        return decode(encoded, primitives, false);
    }

    private static Outcome<Card> decode(byte[] encoded, Primitives primitives, boolean verified) {
        try {
            return Outcome.good(read(encoded, primitives, verified));
        } catch (Refusal refused) {
            return Outcome.bad(refused.problem(), refused.about());
        }
    }

    private static Card read(byte[] encoded, Primitives primitives, boolean verified) {
        if (encoded.length > MOST_BYTES) {
            throw new Refusal(Problem.LIMIT_EXCEEDED);
        }
        CborReader in = new CborReader(encoded);
        in.tag(TAG);
        in.versioned(2, VERSION);
        List<Signed> chain = new ArrayList<>();
        for (int i = in.array(1, Statement.MOST); i > 0; i--) {
            chain.add(readSigned(in, verified));
        }
        in.expectEnd();
        Identifier identifier = identifier(chain.get(0).statement());
        for (int i = 0; i < chain.size() && !verified; i++) {
            new Link(identifier, chain, i, primitives).verify();
        }
        return new Card(identifier, List.copyOf(chain), encoded);
    }

    private static Signed readSigned(CborReader in, boolean verified) {
        in.array(3);
        byte[] said = in.bytes(1, MOST_BYTES);
        Statement statement = verified ? Statement.decodeVerified(said) : Statement.decode(said);
        in.array(3);
        Suite suite = Suite.withId(in.unsigned(Suite.values().length)).orElseThrow(Refusal::malformed);
        byte[] key = in.bytes(1, MOST_BYTES);
        byte[] signature = in.bytes(1, MOST_BYTES);
        Link.claim(key.length == suite.controlKeyBytes());
        List<byte[]> signatures = new ArrayList<>();
        for (int i = in.arrayWithin(Statement.MOST); i > 0; i--) {
            signatures.add(in.bytes(1, MOST_BYTES));
        }
        Link.claim(signatures.size() == statement.signingKeys().size());
        return new Signed(statement, suite, key, signature, signatures);
    }

    static Identifier identifier(Statement first) {
        return Identifier.owned(Primitives.best().sha256(IDENTITY_LABEL, first.encoded()));
    }

    static Bytes hash(Statement statement) {
        return Bytes.owned(Primitives.best().sha256(PREVIOUS_LABEL, statement.encoded()));
    }

    static Card of(List<Signed> chain) {
        CborWriter out = new CborWriter(4096);
        out.tag(TAG).array(2).unsigned(VERSION).array(chain.size());
        for (Signed link : chain) {
            out.array(3).bytes(link.statement().encoded());
            out.array(3)
                    .unsigned(link.controlSuite().id())
                    .bytes(link.controlKey())
                    .bytes(link.controlSignature());
            out.array(link.signatures().size());
            link.signatures().forEach(out::bytes);
        }
        return read(out.toArray(), Primitives.best(), false);
    }

    List<Signed> chain() {
        return chain;
    }

    /** The name nobody can take: the hash of the first statement. */
    public Identifier identifier() {
        return identifier;
    }

    /** What the identity calls itself now: a claim. */
    public String name() {
        return head().name();
    }

    /** The newest statement. */
    public Statement head() {
        return head;
    }

    /** The statement of this number, if the chain is that long. */
    public Optional<Statement> statement(int number) {
        return number >= 0 && number < chain.size()
                ? Optional.of(chain.get(number).statement())
                : Optional.empty();
    }

    /** How many statements there are. */
    public int statements() {
        return chain.size();
    }

    /** The card's bytes. */
    public Bytes encoded() {
        return Bytes.owned(encoded);
    }

    /** The number of the first statement in which two cards of one identity differ; empty when one continues the other. */
    public Optional<Integer> forkedFrom(Card other) {
        int both = Math.min(chain.size(), other.chain.size());
        for (int i = 0; i < both; i++) {
            if (!Arrays.equals(
                    chain.get(i).statement().encoded(),
                    other.chain.get(i).statement().encoded())) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** Whether somebody may seal to this identity, or from it, at this moment; empty means yes. */
    public Optional<Problem> unfit(Instant now) {
        if (head().closed()) {
            return Optional.of(Problem.IDENTITY_CLOSED);
        }
        if (head().created().isAfter(now.plus(Limits.SKEW))) {
            return Optional.of(Problem.NOT_YET);
        }
        return head().notAfter().isBefore(now.minus(Limits.SKEW))
                ? Optional.of(Problem.CARD_EXPIRED)
                : Optional.empty();
    }

    /** Cards are one when all their bytes are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Card card && Arrays.equals(encoded, card.encoded);
    }

    @Override
    public int hashCode() {
        return identifier.hashCode() * 31 + chain.size();
    }

    @Override
    public String toString() {
        return "Card(" + identifier.brief() + ", statement " + head().number() + ")";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an identity says about itself from one moment on: which keys speak and read for it ({@code spec/identity.md} §2).
 *
 * <p>A statement by itself proves nothing: only a {@link Card} holds statements whose signatures were verified. Immutable.
 */
public final class Statement {
    /** The longest life of a statement. */
    public static final Duration LONGEST_LIFE = Duration.ofDays(90);

    static final int MOST = 64;
    private static final int VERSION = 1;
    private static final int FIELDS = 13;
    private static final int NEXT_BYTES = 32;
    private static final int MOST_KEY_BYTES = 4096;
    /** Far future, so that times never overflow: the year 9999. */
    static final long LATEST_MILLIS = 253_402_300_799_999L;

    private final Content content;
    private final byte[] encoded;

    private Statement(Content content, byte[] encoded) {
        this.content = content;
        this.encoded = encoded;
    }

    /** What a statement says, in the order of the wire. Identifier and previous are {@code null} in statement 0. */
    record Content(
            int number,
            @Nullable Identifier identifier,
            String name,
            long created,
            long notAfter,
            boolean closed,
            List<Integer> compromised,
            Set<Suite> opens,
            Set<Suite> signs,
            Map<SignatureScheme, Bytes> signingKeys,
            Map<Kem, Bytes> kemKeys,
            Bytes next,
            @Nullable Bytes previous) {}

    /** Encodes a statement and reads it back through the one door, so that what is refused is never made. */
    static Statement of(Content content) {
        CborWriter out = new CborWriter(2048);
        out.array(FIELDS).unsigned(VERSION).unsigned(content.number());
        optional(out, content.identifier() == null ? null : content.identifier().value());
        out.text(content.name()).unsigned(content.created()).unsigned(content.notAfter());
        out.array(2)
                .unsigned(content.closed() ? 1 : 0)
                .array(content.compromised().size());
        content.compromised().forEach(out::unsigned);
        suites(out, content.opens());
        suites(out, content.signs());
        out.map(content.signingKeys().size());
        content.signingKeys()
                .forEach((scheme, key) -> out.integer(scheme.coseId()).bytes(key.raw()));
        out.map(content.kemKeys().size());
        content.kemKeys().entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getKey().id()))
                .forEach(entry ->
                        out.unsigned(entry.getKey().id()).bytes(entry.getValue().raw()));
        out.bytes(content.next().raw());
        optional(out, content.previous());
        return decode(out.toArray());
    }

    private static void optional(CborWriter out, @Nullable Bytes value) {
        if (value == null) {
            out.nothing();
        } else {
            out.bytes(value.raw());
        }
    }

    private static void suites(CborWriter out, Set<Suite> suites) {
        out.array(suites.size());
        EnumSet.allOf(Suite.class).stream().filter(suites::contains).forEach(suite -> out.unsigned(suite.id()));
    }

    /** Decodes a statement and checks all that it says by itself; the chain is the {@link Card}'s. */
    static Statement decode(byte[] encoded) {
        Statement statement = decodeVerified(encoded);
        checkKeys(statement.content);
        return statement;
    }

    /** As {@link #decode}, of a statement whose keys were checked before. */
    static Statement decodeVerified(byte[] encoded) {
        CborReader in = new CborReader(encoded);
        in.versioned(FIELDS, VERSION);
        int number = (int) in.unsigned(MOST - 1);
        Identifier identifier = in.takeNull() ? null : Identifier.owned(in.bytes(Identifier.BYTES, Identifier.BYTES));
        String name = in.text(1, Names.MOST_BYTES);
        long created = in.unsigned(LATEST_MILLIS);
        long notAfter = in.unsigned(LATEST_MILLIS);
        in.array(2);
        boolean closed = in.unsigned(1) == 1;
        List<Integer> compromised = compromised(in, number);
        Set<Suite> opens = suites(in);
        Set<Suite> signs = suites(in);
        Map<SignatureScheme, Bytes> signingKeys = signingKeys(in);
        Map<Kem, Bytes> kemKeys = kemKeys(in);
        Bytes next = Bytes.owned(in.bytes(NEXT_BYTES, NEXT_BYTES));
        Bytes previous = in.takeNull() ? null : Bytes.owned(in.bytes(NEXT_BYTES, NEXT_BYTES));
        in.expectEnd();
        Content content = new Content(
                number,
                identifier,
                name,
                created,
                notAfter,
                closed,
                compromised,
                opens,
                signs,
                signingKeys,
                kemKeys,
                next,
                previous);
        check(content);
        return new Statement(content, encoded);
    }

    private static List<Integer> compromised(CborReader in, int number) {
        List<Integer> numbers = new ArrayList<>();
        int last = -1;
        for (int i = in.arrayWithin(MOST); i > 0; i--) {
            int next = (int) in.unsigned(MOST - 1);
            Refusal.unless(next > last);
            Link.claim(next < number);
            numbers.add(next);
            last = next;
        }
        return List.copyOf(numbers);
    }

    private static Set<Suite> suites(CborReader in) {
        Set<Suite> suites = EnumSet.noneOf(Suite.class);
        long last = 0;
        for (int i = in.arrayWithin(Suite.values().length); i > 0; i--) {
            long id = in.unsigned(Suite.values().length);
            Refusal.unless(id > last);
            suites.add(Suite.withId(id).orElseThrow(Refusal::malformed));
            last = id;
        }
        return suites;
    }

    /** Keys in the wire's order: -9, -19, -49, the order of their encodings. */
    private static Map<SignatureScheme, Bytes> signingKeys(CborReader in) {
        Map<SignatureScheme, Bytes> keys = new java.util.LinkedHashMap<>();
        long last = 0;
        for (int i = in.mapWithin(SignatureScheme.values().length); i > 0; i--) {
            long id = in.integer();
            Refusal.unless(id < last);
            SignatureScheme scheme = SignatureScheme.withCoseId(id).orElseThrow(Refusal::malformed);
            keys.put(scheme, Bytes.owned(in.bytes(1, MOST_KEY_BYTES)));
            last = id;
        }
        return java.util.Collections.unmodifiableMap(keys);
    }

    private static Map<Kem, Bytes> kemKeys(CborReader in) {
        Map<Kem, Bytes> keys = new EnumMap<>(Kem.class);
        long last = 0;
        for (int i = in.mapWithin(Kem.values().length); i > 0; i--) {
            long id = in.unsigned(0xffff);
            Refusal.unless(id > last);
            Kem kem = Kem.withId(id).orElseThrow(Refusal::malformed);
            keys.put(kem, Bytes.owned(in.bytes(1, MOST_KEY_BYTES)));
            last = id;
        }
        return java.util.Collections.unmodifiableMap(keys);
    }

    private static void check(Content said) {
        Refusal.unless(Names.text128(said.name()));
        Link.claim((said.number() == 0) == (said.identifier() == null));
        Link.claim((said.number() == 0) == (said.previous() == null));
        Link.claim(said.created() < said.notAfter() && said.notAfter() - said.created() <= LONGEST_LIFE.toMillis());
        Link.claim(said.closed() == said.opens().isEmpty()
                && said.closed() == said.signs().isEmpty());
        Link.claim(!said.closed() || said.number() > 0);
        Set<Kem> kems = EnumSet.noneOf(Kem.class);
        said.opens().forEach(suite -> kems.add(suite.kem()));
        Set<SignatureScheme> schemes = EnumSet.noneOf(SignatureScheme.class);
        said.signs().forEach(suite -> schemes.addAll(suite.schemes()));
        Link.claim(kems.equals(said.kemKeys().keySet())
                && schemes.equals(said.signingKeys().keySet()));
    }

    private static void checkKeys(Content said) {
        said.kemKeys().forEach((kem, key) -> Link.claim(KeyRules.acceptable(kem, key.raw())));
        said.signingKeys().forEach((scheme, key) -> Link.claim(KeyRules.acceptable(scheme, key.raw())));
        said.kemKeys().forEach((kem, key) -> Link.claim(!overlaps(kem, key, said)));
    }

    private static boolean overlaps(Kem kem, Bytes key, Content said) {
        return said.kemKeys().entrySet().stream()
                        .anyMatch(other -> other.getKey() != kem
                                && KeyRules.overlap(
                                        kem,
                                        key.raw(),
                                        other.getKey(),
                                        other.getValue().raw()))
                || said.signingKeys().entrySet().stream()
                        .anyMatch(other -> KeyRules.overlap(
                                other.getKey(), other.getValue().raw(), kem, key.raw()));
    }

    /** Statements are one when all their bytes are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Statement that && Arrays.equals(encoded, that.encoded));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(content.created()) * 31 + content.number();
    }

    /** The bytes that are hashed and signed. */
    byte[] encoded() {
        return encoded;
    }

    Content content() {
        return content;
    }

    /** Its place in the chain, 0 to 63. */
    public int number() {
        return content.number();
    }

    /** What the identity calls itself: a claim until a pin or a directory binds it. */
    public String name() {
        return content.name();
    }

    /** When it was made. */
    public Instant created() {
        return Instant.ofEpochMilli(content.created());
    }

    /** When it stops being good. */
    public Instant notAfter() {
        return Instant.ofEpochMilli(content.notAfter());
    }

    /** Whether it ends the identity. */
    public boolean closed() {
        return content.closed();
    }

    /** The numbers of earlier statements whose keys were reported as stolen, ascending. */
    public List<Integer> compromised() {
        return content.compromised();
    }

    /** The suites in which messages can be sealed to it. */
    public Set<Suite> opens() {
        return java.util.Collections.unmodifiableSet(content.opens());
    }

    /** The suites in which it signs. */
    public Set<Suite> signs() {
        return java.util.Collections.unmodifiableSet(content.signs());
    }

    /** The public keys that verify what it signs. */
    public Map<SignatureScheme, Bytes> signingKeys() {
        return content.signingKeys();
    }

    /** The public keys to seal to. */
    public Map<Kem, Bytes> kemKeys() {
        return content.kemKeys();
    }
}

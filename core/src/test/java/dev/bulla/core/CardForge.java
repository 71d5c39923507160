// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A card that is made statement by statement from fixed seeds, by plain Java alone, so that its bytes are the same
 * everywhere. Each statement may be changed before it is signed, and what was signed after.
 */
final class CardForge {
    static final long BIRTH = Person.BIRTH.toEpochMilli();
    static final long DAY = Duration.ofDays(1).toMillis();
    static final int NUMBER = 1;
    static final int IDENTIFIER = 2;
    static final int NAME = 3;
    static final int CREATED = 4;
    static final int NOT_AFTER = 5;
    static final int STATE = 6;
    static final int OPENS = 7;
    static final int SIGNS = 8;
    static final int SIGNING_KEYS = 9;
    static final int KEM_KEYS = 10;
    static final int NEXT = 11;
    static final int PREVIOUS = 12;

    private static final Primitives PORTABLE = Primitives.portable();

    final String name;
    final Randomness seeds;
    final List<ControlKey> controls = new ArrayList<>();
    final Map<Integer, DailyKeys> keys = new LinkedHashMap<>();
    final List<List<Object>> chain = new ArrayList<>();
    final Suite control;
    long life = Duration.ofDays(30).toMillis();
    private final List<byte[]> statements = new ArrayList<>();

    CardForge(String name, Suite control) {
        this.name = name;
        this.control = control;
        this.seeds = new Person.Seeds(name);
        controls.add(ControlKey.generate(control, seeds));
    }

    /** The usual first statement of somebody of this suite. */
    static CardForge usual(String name, Suite suite) {
        return new CardForge(name, suite).open(BIRTH, suite, statement -> {});
    }

    static Set<Suite> opensWith(Suite suite) {
        return suite.kem() == Kem.X_WING ? new TreeSet<>(Set.of(Suite.HYBRID, Suite.PQ)) : new TreeSet<>(Set.of(suite));
    }

    CardForge open(long created, Suite suite, Consumer<List<Object>> change) {
        return open(created, opensWith(suite), new TreeSet<>(Set.of(suite)), change);
    }

    /** The next statement, with fresh keys for these suites. */
    CardForge open(long created, Set<Suite> opens, Set<Suite> signs, Consumer<List<Object>> change) {
        DailyKeys daily = DailyKeys.generate(opens, signs, seeds);
        keys.put(chain.size(), daily);
        Map<Object, Object> signing = CborTree.map();
        daily.signers(PORTABLE).forEach((scheme, key) -> signing.put(scheme.coseId(), key.publicKey()));
        Map<Object, Object> kem = CborTree.map();
        daily.readers(PORTABLE).forEach((of, key) -> kem.put(of.id(), key.publicKey()));
        return add(created, false, ids(opens), ids(signs), signing, kem, change);
    }

    /** A statement that ends the identity. */
    CardForge close(long created, Consumer<List<Object>> change) {
        return add(created, true, CborTree.list(), CborTree.list(), CborTree.map(), CborTree.map(), change);
    }

    private static List<Object> ids(Set<Suite> suites) {
        List<Object> ids = new ArrayList<>();
        suites.forEach(suite -> ids.add((int) suite.id()));
        return ids;
    }

    private CardForge add(
            long created,
            boolean closed,
            List<Object> opens,
            List<Object> signs,
            Map<Object, Object> signing,
            Map<Object, Object> kem,
            Consumer<List<Object>> change) {
        int number = chain.size();
        ControlKey after = ControlKey.generate(control, seeds);
        controls.add(after);
        List<Object> statement = CborTree.list(
                1,
                number,
                number == 0 ? CborTree.NULL : identifier(),
                name,
                created,
                created + life,
                CborTree.list(closed ? 1 : 0, CborTree.list()),
                opens,
                signs,
                signing,
                kem,
                after.commitment().raw(),
                number == 0 ? CborTree.NULL : hash("bulla/1 statement hash", statements.get(number - 1)));
        change.accept(statement);
        sign(CborTree.encode(statement), controls.get(number), keys.get(number));
        return this;
    }

    /** Appends a statement with the signatures of this control key and of these daily keys. */
    void sign(byte[] statement, ControlKey by, @org.jspecify.annotations.Nullable DailyKeys daily) {
        byte[] signed = Framing.join(Framing.label("bulla/1 statement"), new byte[] {control.id()}, statement);
        List<Object> signatures = new ArrayList<>();
        if (daily != null) {
            daily.signers(PORTABLE).values().forEach(key -> signatures.add(key.sign(signed)));
        }
        statements.add(statement);
        List<Object> controlled = CborTree.list((int) by.suite().id(), by.publicKey(), controlSignature(by, signed));
        chain.add(CborTree.list(statement, controlled, signatures));
    }

    /** Like {@link ControlKey#sign}, but by plain Java. */
    static byte[] controlSignature(ControlKey by, byte[] signed) {
        byte[] seeds = by.seeds().expose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (SignatureScheme scheme : by.suite().schemes()) {
            byte[] seed = java.util.Arrays.copyOfRange(seeds, at, at += DailyKeys.SEED_BYTES);
            out.writeBytes(PORTABLE.signingKey(scheme, seed).sign(signed));
        }
        return out.toByteArray();
    }

    byte[] identifier() {
        return hash("bulla/1 identity", statements.get(0));
    }

    static byte[] hash(String label, byte[]... parts) {
        return PORTABLE.sha256(Framing.label(label), Framing.join(parts));
    }

    byte[] encode() {
        return CborTree.encode(new CborTree.Tagged(0x62756c63, CborTree.list(1, chain)));
    }

    Card card() {
        return Card.decode(encode(), PORTABLE).orThrow();
    }

    /** The public key of a KEM in a statement. */
    byte[] kemKey(int statement, Kem kem) {
        return PORTABLE.kemPrivate(kem, seed(statement, kem)).publicKey();
    }

    private byte[] seed(int statement, Kem kem) {
        return java.util.Objects.requireNonNull(keys.get(statement)).kem(kem).expose();
    }

    Identity identity(Primitives primitives) {
        return new Identity(card(), HeldKeys.of(keys, primitives));
    }

    /** Signs as a statement's daily keys of a suite do. */
    byte[] sign(int statement, Suite suite, byte[] framed) {
        DailyKeys daily = java.util.Objects.requireNonNull(keys.get(statement));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (SignatureScheme scheme : suite.schemes()) {
            out.writeBytes(
                    PORTABLE.signingKey(scheme, daily.signing(scheme).expose()).sign(framed));
        }
        return out.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulla.core.Bytes;
import dev.bulla.core.Card;
import dev.bulla.core.Chain;
import dev.bulla.core.ControlKey;
import dev.bulla.core.DailyKeys;
import dev.bulla.core.Identity;
import dev.bulla.core.Label;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Randomness;
import dev.bulla.core.SignatureScheme;
import dev.bulla.core.Suite;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the tests of this room share. */
final class Homes {
    static final Randomness RANDOM = new SecureRandom()::nextBytes;
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Unlocking.Cost CHEAP = new Unlocking.Cost(8192, 1, 1);

    private Homes() {}

    static Home create(Path folder) {
        return Home.create(folder, Unlocking.rootKeyFile(), RANDOM).orThrow();
    }

    static Home open(Path folder) {
        return Home.open(folder, Unlocking.rootKeyFile(), RANDOM).orThrow();
    }

    static Outcome<Home> tryOpen(Path folder) {
        return Home.open(folder, Unlocking.rootKeyFile(), RANDOM);
    }

    static Card identity(Home home, String name) {
        return home.createIdentity(name, List.of(Suite.CLASSIC), NOW).orThrow();
    }

    static void assertProblem(Outcome<?> outcome, Problem problem) {
        assertThat(problemOf(outcome)).isEqualTo(problem.name());
    }

    static <T> String problemOf(Outcome<T> outcome) {
        return outcome.fold(good -> "GOOD", bad -> bad.problem().name());
    }

    static <T> String aboutOf(Outcome<T> outcome) {
        return outcome.fold(good -> "", bad -> bad.about());
    }

    /** The keys of the head sign, and they sign what the card says: the only way to tell from outside is to try. */
    static void assertWhole(Home home, String name) {
        Identity identity = home.identity(name).orThrow();
        int head = identity.card().head().number();
        if (!identity.card().head().closed()) {
            Bytes signature = identity.keys().sign(head, SignatureScheme.ED25519, Label.SIGNATURE, Bytes.EMPTY);
            assertThat(verifies(
                            Objects.requireNonNull(
                                    identity.card().head().signingKeys().get(SignatureScheme.ED25519)),
                            signature))
                    .isTrue();
        }
    }

    /** By the JDK's own Ed25519. */
    private static boolean verifies(Bytes publicKey, Bytes signature) {
        try {
            byte[] spki =
                    Bytes.parseHex("302a300506032b6570032100" + publicKey.hex()).toArray();
            java.security.Signature check = java.security.Signature.getInstance("Ed25519", "SunEC");
            check.initVerify(java.security.KeyFactory.getInstance("Ed25519", "SunEC")
                    .generatePublic(new java.security.spec.X509EncodedKeySpec(spki)));
            check.update((Label.SIGNATURE.text() + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return check.verify(signature.toArray());
        } catch (java.security.GeneralSecurityException e) {
            return false;
        }
    }

    /** Somebody else's chain, one card for each length; two calls of {@link #from} with one stranger fork. */
    static final class Stranger {
        private final String name;
        private final List<Card> cards = new ArrayList<>();
        private final List<ControlKey> controls = new ArrayList<>();

        Stranger(String name) {
            this.name = name;
            DailyKeys keys = keys();
            ControlKey next = ControlKey.generate(Suite.CLASSIC, RANDOM);
            cards.add(Chain.begin(plan(NOW), keys, ControlKey.generate(Suite.CLASSIC, RANDOM), next.commitment()));
            controls.add(next);
        }

        private static DailyKeys keys() {
            return DailyKeys.generate(Set.of(Suite.CLASSIC), Set.of(Suite.CLASSIC), RANDOM);
        }

        private Chain.Plan plan(Instant at) {
            return Chain.Plan.usual(name, Suite.CLASSIC, at).lives(Duration.ofDays(30));
        }

        /** The card with this many statements. */
        Card card(int statements) {
            while (cards.size() < statements) {
                rotate();
            }
            return cards.get(statements - 1);
        }

        private void rotate() {
            ControlKey next = ControlKey.generate(Suite.CLASSIC, RANDOM);
            Card last = cards.get(cards.size() - 1);
            ControlKey control = controls.get(controls.size() - 1);
            cards.add(Chain.rotate(
                    last, plan(NOW.plusSeconds(cards.size())), Set.of(), keys(), control, next.commitment()));
            controls.add(next);
        }

        /** One who agrees with this one up to so many statements and continues otherwise. */
        Stranger from(int statements) {
            card(statements);
            Stranger other = new Stranger(name);
            other.cards.clear();
            other.controls.clear();
            other.cards.addAll(cards.subList(0, statements));
            other.controls.addAll(controls.subList(0, statements));
            return other;
        }
    }
}

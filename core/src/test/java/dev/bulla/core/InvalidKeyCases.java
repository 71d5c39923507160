// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.CardForge.BIRTH;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Cards with keys that {@code spec/identity.md} §4 refuses; where the bad key is one of a KEM, all signatures verify. */
final class InvalidKeyCases {
    private static final String SMALL_U = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";

    private final InvalidIdentityCases cases;

    private InvalidKeyCases(InvalidIdentityCases cases) {
        this.cases = cases;
    }

    static void add(InvalidIdentityCases identity) {
        InvalidKeyCases cases = new InvalidKeyCases(identity);
        cases.edwards();
        cases.montgomery();
        cases.weierstrass();
        cases.shared();
    }

    private void key(String name, Suite suite, String comment, int field, int id, byte[] key) {
        CardForge card = new CardForge("card", suite).open(BIRTH, suite, statement -> {
            InvalidIdentityCases.keys(statement, field).put(id, key);
        });
        cases.refused(name, "§4", "CARD_INVALID", comment, card.encode());
    }

    private void ed25519(String name, String comment, byte[] key) {
        key(name, Suite.CLASSIC, comment, CardForge.SIGNING_KEYS, -19, key);
    }

    private void edwards() {
        ed25519("ed25519-neutral", "the neutral point", ProviderSets.hex("01" + "00".repeat(31)));
        ed25519("ed25519-order-8", "a point of order 8", EdwardsCurve.ORDER_8.encoded());
        ed25519(
                "ed25519-mixed-order",
                "a good point and one of order 8",
                EdwardsCurve.BASE
                        .times(java.math.BigInteger.valueOf(77))
                        .plus(EdwardsCurve.ORDER_8)
                        .encoded());
        ed25519(
                "ed25519-not-canonical",
                "y = p + 3",
                EdwardsCurve.littleEndian(EdwardsCurve.P.add(java.math.BigInteger.valueOf(3))));
        ed25519("ed25519-off-curve", "a y of no point", offCurve());
        ed25519("ed25519-short", "31 bytes", new byte[31]);
    }

    private static byte[] offCurve() {
        byte[] y = new byte[32];
        y[0] = 2;
        while (org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartial(y, 0)) {
            y[0]++;
        }
        return y;
    }

    private void montgomery() {
        int kem = CardForge.KEM_KEYS;
        int id = Kem.X25519.id();
        key("x25519-small-order", Suite.CLASSIC, "a point of order 8", kem, id, ProviderSets.hex(SMALL_U));
        key("x25519-zero", Suite.CLASSIC, "the point 0", kem, id, new byte[32]);
        byte[] high = InvalidIdentityCases.x25519();
        high[31] |= (byte) 0x80;
        key("x25519-top-bit", Suite.CLASSIC, "the top bit set: not canonical", kem, id, high);
        byte[] xwing = CardForge.usual("another", Suite.HYBRID).kemKey(0, Kem.X_WING);
        byte[] small = xwing.clone();
        System.arraycopy(ProviderSets.hex(SMALL_U), 0, small, 1184, 32);
        key("xwing-small-order", Suite.HYBRID, "its X25519 half has order 8", kem, Kem.X_WING.id(), small);
        byte[] modulus = xwing.clone();
        modulus[0] = (byte) 0xff;
        modulus[1] |= 0x0f;
        key("ml-kem-modulus", Suite.HYBRID, "a coefficient of 4,095", kem, Kem.X_WING.id(), modulus);
    }

    private void weierstrass() {
        byte[] point = CardForge.usual("another", Suite.NIST).kemKey(0, Kem.P256);
        byte[] off = point.clone();
        off[64] ^= 1;
        key("p256-off-curve", Suite.NIST, "a point off the curve", CardForge.KEM_KEYS, Kem.P256.id(), off);
        byte[] hybrid = point.clone();
        hybrid[0] = (byte) (6 + (point[64] & 1));
        key("p256-hybrid-form", Suite.NIST, "the form 06 or 07", CardForge.KEM_KEYS, Kem.P256.id(), hybrid);
        key("p256-compressed", Suite.NIST, "33 bytes", CardForge.KEM_KEYS, Kem.P256.id(), Arrays.copyOf(point, 33));
    }

    private void shared() {
        Set<Suite> two = EnumSet.of(Suite.HYBRID, Suite.CLASSIC);
        shared("x25519-in-xwing", "the classic key is the end of the X-Wing key", two, two, statement -> {
            Map<Object, Object> keys = InvalidIdentityCases.keys(statement, CardForge.KEM_KEYS);
            byte[] xwing = (byte[]) java.util.Objects.requireNonNull(keys.get(Kem.X_WING.id()));
            keys.put(Kem.X25519.id(), InvalidCoreCases.last(xwing, 32));
        });
        Set<Suite> nist = EnumSet.of(Suite.NIST);
        shared("ecdsa-is-ecdh", "one point for ECDSA and ECDH", nist, nist, statement -> {
            byte[] point = (byte[])
                    InvalidIdentityCases.keys(statement, CardForge.SIGNING_KEYS).get(-9);
            InvalidIdentityCases.keys(statement, CardForge.KEM_KEYS).put(Kem.P256.id(), point);
        });
        cases.refused(
                "control-is-signing", "§4", "CARD_INVALID", "the control key of statement 0 signs messages", same(0));
        cases.refused("control-is-later-signing", "§4", "CARD_INVALID", "it signs messages in statement 1", same(1));
    }

    private void shared(
            String name, String comment, Set<Suite> opens, Set<Suite> signs, Consumer<List<Object>> change) {
        CardForge card = new CardForge("card", Suite.HYBRID).open(BIRTH, opens, signs, change);
        cases.refused(name, "§4", "CARD_INVALID", comment, card.encode());
    }

    /** The control key of statement 0 is a signing key in a statement, all signatures verifying. */
    private static byte[] same(int where) {
        CardForge card = new CardForge("card", Suite.CLASSIC);
        for (int i = 0; i <= where; i++) {
            boolean here = i == where;
            int number = i;
            card.open(BIRTH, Suite.CLASSIC, statement -> {
                if (here) {
                    InvalidIdentityCases.keys(statement, CardForge.SIGNING_KEYS)
                            .put(-19, card.controls.get(0).publicKey());
                    DailyKeys made = java.util.Objects.requireNonNull(card.keys.get(number));
                    card.keys.put(
                            number,
                            DailyKeys.of(
                                    Map.of(
                                            SignatureScheme.ED25519,
                                            card.controls.get(0).seeds()),
                                    Map.of(Kem.X25519, made.kem(Kem.X25519))));
                }
            });
        }
        return card.encode();
    }
}

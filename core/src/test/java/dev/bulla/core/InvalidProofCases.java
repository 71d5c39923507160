// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Segments, proofs and vouchers that do not hold, and stolen keys (step 9). */
final class InvalidProofCases {
    private static final BigInteger ORDER = KeyRules.P256_ORDER;

    private InvalidProofCases() {}

    static void add(VectorCases cases) {
        framing(cases);
        changes(cases);
        signatures(cases);
        edwards(cases);
        batches(cases);
        vouchers(cases);
        cases.refused("compromised", "§8", "COMPROMISED", "the statement's keys were stolen", c -> {
            c.at("vera", 0, VectorCast.CHANGE);
        });
        cases.refused("compromised-in-archive", "§8", "COMPROMISED", "in every mode", c -> {
            c.at("vera", 0, VectorCast.CHANGE - CardForge.DAY);
            c.given("mode", "archive");
        });
        cases.refused("compromised-by-revocation", "§8", "COMPROMISED", "closed and compromised", c -> {
            c.at("rex", 0, VectorCast.CHANGE - CardForge.DAY);
        });
    }

    private static void framing(VectorCases cases) {
        item(cases, "segment-short", "§5", "a segment of 15 bytes", 2, new byte[15]);
        item(cases, "segment-long", "§5", "a segment of 65,553 bytes", 2, new byte[65_553]);
        item(cases, "segment-text", "§5", "a segment of text", 2, "segment of text, long enough");
        item(cases, "proof-short", "§5", "a proof of 16 bytes", 3, new byte[16]);
        item(cases, "proof-long", "§5", "a proof of 4,097 bytes", 3, new byte[4097]);
        item(cases, "proof-null", "§5", "null in the proof's place", 3, CborTree.NULL);
        cases.malformed("segment-missing", "§5", "two parts, one segment and no proof", c -> {
            c.forge.part("body", "two apples");
            c.forge.part("note", "");
            c.forge.items = items -> items.subList(3, 5).clear();
        });
        cases.malformed(
                "proof-missing", "§5", "no proof in kind signature", c -> c.forge.items = items -> items.remove(3));
        cases.malformed("proof-surplus", "§5", "a proof in pairwise", c -> {
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.forge.items = items -> items.add(CborTree.encode(new byte[80]));
            c.given("pairwise", "alice");
        });
        proof(cases, "signature-short", "a signature of 63 bytes", plain -> Arrays.copyOf(plain, 63));
        proof(cases, "signature-long", "a signature of 65 bytes", plain -> Arrays.copyOf(plain, 65));
    }

    private static void item(VectorCases cases, String name, String section, String comment, int at, Object value) {
        cases.malformed(name, section, comment, c -> c.forge.items = items -> items.set(at, CborTree.encode(value)));
    }

    private static void proof(VectorCases cases, String name, String comment, UnaryOperator<byte[]> change) {
        cases.malformed(name, "§7", comment, c -> c.forge.proofPlaintext = change);
    }

    private static void changes(VectorCases cases) {
        for (int i = 1; i < 4; i++) {
            int at = i;
            String what = new String[] {"", "header", "segment", "proof"}[i];
            cases.notAuthentic(
                    "changed-" + what,
                    "§7",
                    "the last bit of the " + what,
                    c -> c.forge.items = items -> {
                        byte[] item = items.get(at);
                        item[item.length - 1] ^= 1;
                    });
        }
        cases.notAuthentic(
                "changed-counter", "§7", "another counter", c -> c.forge.items = items -> items.get(1)[1] = 1);
        cases.notAuthentic("changed-random", "§7", "another r", c -> c.forge.items = items -> items.get(1)[5] ^= 1);
        cases.notAuthentic("parts-exchanged", "§7", "two parts change places", c -> {
            c.forge.part("one", "first");
            c.forge.part("two", "other");
            c.forge.items = items -> Collections.swap(items, 2, 3);
        });
    }

    private static void signatures(VectorCases cases) {
        signature(cases, "signature-changed", Suite.HYBRID, "alice", "bob", "a bit of S", bytes -> bytes[40] ^= 1);
        signature(cases, "pq-first-wrong", Suite.PQ, "erin", "bob", "Ed25519 does not verify", bytes -> bytes[40] ^= 1);
        signature(
                cases, "pq-second-wrong", Suite.PQ, "erin", "bob", "ML-DSA does not verify", bytes -> bytes[164] ^= 1);
        signature(cases, "nist-high-s", Suite.NIST, "frank", "fay", "n - s in place of s", bytes -> {
            BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
            System.arraycopy(bigEndian(ORDER.subtract(s)), 0, bytes, 32, 32);
        });
        signature(
                cases, "nist-r-0", Suite.NIST, "frank", "fay", "r is 0", bytes -> Arrays.fill(bytes, 0, 32, (byte) 0));
        signature(
                cases, "nist-s-0", Suite.NIST, "frank", "fay", "s is 0", bytes -> Arrays.fill(bytes, 32, 64, (byte) 0));
        cases.notAuthentic("signature-by-another", "§7", "mallory signs in alice's name", c -> {
            c.forge.signed = text -> text;
            CardForge mallory = c.person("mallory");
            c.forge.proofPlaintext = plain -> mallory.sign(0, Suite.HYBRID, text(c.forge));
        });
        text(
                cases,
                "signed-other-label",
                "signed as a statement",
                text -> System.arraycopy(
                        "tatement\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, text, 9, 9));
        text(cases, "signed-other-suite", "signed for suite 2", text -> text[18] = 2);
        text(cases, "signed-other-kind", "signed as a batch", text -> text[19] = 1);
        text(cases, "signed-other-sender", "signed as another sender", text -> text[20] ^= 1);
        text(cases, "signed-other-statement", "signed as statement 1", text -> text[55] = 1);
        text(cases, "signed-other-digest", "another D is signed", text -> text[60] ^= 1);
        cases.notAuthentic("signed-by-older-keys", "§7", "the keys of statement 0 sign for statement 1", c -> {
            c.at("rita", 1, EnvelopeForge.NOW);
            CardForge rita = c.person("rita");
            c.forge.proofPlaintext = plain -> rita.sign(0, Suite.HYBRID, text(c.forge));
        });
    }

    /** What is signed in kind signature. */
    private static byte[] text(EnvelopeForge forge) {
        return Framing.join(
                Framing.label("bulla/1 signature"),
                new byte[] {forge.suite.id(), (byte) forge.kind},
                forge.sender.identifier(),
                new byte[] {0, 0, 0, (byte) forge.statement},
                forge.digest);
    }

    private static void text(VectorCases cases, String name, String comment, Consumer<byte[]> change) {
        cases.notAuthentic(name, "§7", comment, c -> c.forge.signed = text -> changed(text, change));
    }

    private static byte[] changed(byte[] bytes, Consumer<byte[]> change) {
        byte[] copy = bytes.clone();
        change.accept(copy);
        return copy;
    }

    private static void signature(
            VectorCases cases,
            String name,
            Suite suite,
            String from,
            String to,
            String comment,
            Consumer<byte[]> change) {
        cases.notAuthentic(name, "§2", comment, c -> {
            c.between(suite, from, to).signature = bytes -> changed(bytes, change);
        });
    }

    static byte[] bigEndian(BigInteger value) {
        byte[] little = EdwardsCurve.littleEndian(value);
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = little[31 - i];
        }
        return big;
    }

    private static void edwards(VectorCases cases) {
        signature(cases, "ed25519-s-plus-order", Suite.HYBRID, "alice", "bob", "S + L in place of S", bytes -> {
            byte[] reversed = new byte[32];
            for (int i = 0; i < 32; i++) {
                reversed[i] = bytes[63 - i];
            }
            byte[] more = EdwardsCurve.littleEndian(new BigInteger(1, reversed).add(EdwardsCurve.L));
            System.arraycopy(more, 0, bytes, 32, 32);
        });
        own(cases, "ed25519-r-neutral", "R is the neutral point, S = k a", EdwardsCurve.BASE.times(BigInteger.ZERO), 0);
        EdwardsCurve.Point nonce = EdwardsCurve.BASE.times(BigInteger.valueOf(12_345));
        own(cases, "ed25519-r-mixed-order", "R has a part of order 8", nonce.plus(EdwardsCurve.ORDER_8), 12_345);
    }

    /** A signature with any R by alice's own key. */
    private static void own(VectorCases cases, String name, String comment, EdwardsCurve.Point nonce, int r) {
        cases.notAuthentic(
                name,
                "§2",
                comment,
                c -> c.forge.proofPlaintext = plain -> {
                    DailyKeys keys = java.util.Objects.requireNonNull(
                            c.person("alice").keys.get(0));
                    byte[] seed = keys.signing(SignatureScheme.ED25519).expose();
                    byte[] publicKey = PortableSignatures.ed25519PublicKey(seed);
                    try {
                        return EdwardsCurve.sign(nonce, BigInteger.valueOf(r), scalar(seed), publicKey, text(c.forge));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private static BigInteger scalar(byte[] seed) throws java.security.NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-512").digest(seed);
        hash[0] &= (byte) 0xf8;
        hash[31] &= 0x7f;
        hash[31] |= 0x40;
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = hash[31 - i];
        }
        return new BigInteger(1, big);
    }

    private static void batches(VectorCases cases) {
        batch(
                cases,
                "MALFORMED",
                "batch-path-short",
                "a node is missing",
                plain -> Framing.join(Arrays.copyOf(plain, 8), Arrays.copyOfRange(plain, 40, plain.length)));
        batch(
                cases,
                "MALFORMED",
                "batch-path-long",
                "a node too many",
                plain -> Framing.join(
                        Arrays.copyOf(plain, 8), new byte[32], Arrays.copyOfRange(plain, 8, plain.length)));
        batch(cases, "MALFORMED", "batch-path-odd", "a byte too many", plain -> Arrays.copyOf(plain, plain.length + 1));
        batch(cases, "MALFORMED", "batch-index-is-size", "index 5 of 5", plain -> put(plain, 0, 5));
        batch(cases, "MALFORMED", "batch-index-negative", "index 2^32 - 1", plain -> put(plain, 0, -1));
        batch(cases, "MALFORMED", "batch-of-0", "size 0", plain -> put(plain, 4, 0));
        batch(cases, "MALFORMED", "batch-cut", "7 bytes", plain -> Arrays.copyOf(plain, 7));
        batch(cases, "LIMIT_EXCEEDED", "batch-of-65537", "size 65,537", plain -> put(plain, 4, 65_537));
        batch(cases, "NOT_AUTHENTIC", "batch-path-changed", "a bit of the path", plain -> put(plain, 20, 1));
        batch(cases, "NOT_AUTHENTIC", "batch-other-index", "index 3: its path is as long", plain -> put(plain, 0, 3));
        batch(cases, "NOT_AUTHENTIC", "batch-other-size", "size 6: its path is as long", plain -> put(plain, 4, 6));
        batch(cases, "NOT_AUTHENTIC", "batch-signature-changed", "a bit of S", plain -> {
            plain[plain.length - 20] ^= 1;
            return plain;
        });
        cases.notAuthentic("batch-signed-as-single", "§7", "the signature is over D", c -> {
            c.forge.kind = EnvelopeForge.BATCH;
            c.forge.signed = text -> {
                byte[] prefix = Arrays.copyOf(text, 56);
                prefix[19] = 0;
                return Framing.join(prefix, c.forge.digest);
            };
        });
    }

    private static void batch(
            VectorCases cases, String problem, String name, String comment, UnaryOperator<byte[]> change) {
        cases.refused(name, "§7", problem, comment, c -> {
            c.forge.kind = EnvelopeForge.BATCH;
            c.forge.batchSize = 5;
            c.forge.batchIndex = 2;
            c.forge.proofPlaintext = change;
        });
    }

    private static byte[] put(byte[] plain, int at, int value) {
        Framing.putInt(plain, at, value);
        return plain;
    }

    private static void vouchers(VectorCases cases) {
        voucher(
                cases,
                "voucher-changed",
                "a bit of the voucher",
                c -> c.forge.opening = opening -> {
                    byte[] voucher = (byte[]) opening.get(1);
                    voucher[5] ^= 1;
                });
        voucher(cases, "voucher-signature-changed", "the voucher opens to a signature that does not verify", c -> {
            c.forge.signature = bytes -> changed(bytes, copy -> copy[40] ^= 1);
        });
        voucher(cases, "voucher-of-another-epoch", "the signature is over another epoch id", c -> {
            c.forge.signed = text -> changed(text, copy -> copy[60] ^= 1);
        });
        voucher(cases, "voucher-pq-second-wrong", "ML-DSA does not verify", c -> {
            c.between(Suite.PQ, "erin", "bob").signature = bytes -> changed(bytes, copy -> copy[164] ^= 1);
        });
    }

    private static void voucher(VectorCases cases, String name, String comment, Consumer<EnvelopeCase> change) {
        cases.notAuthentic(name, "§7", comment, c -> {
            change.accept(c);
            c.forge.kind = EnvelopeForge.PAIRWISE;
            c.given("pairwise", c.sender);
        });
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import static dev.bulla.core.CardForge.BIRTH;
import static dev.bulla.core.CardForge.DAY;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Cards whose signatures, or the keys that made them, are not those of {@code spec/identity.md} §3. */
final class InvalidSignedCases {
    private final InvalidIdentityCases cases;

    private InvalidSignedCases(InvalidIdentityCases cases) {
        this.cases = cases;
    }

    static void add(InvalidIdentityCases identity) {
        new InvalidSignedCases(identity).signatures();
    }

    private void signatures() {
        signed("control-signature-changed", "a bit of the control key's signature", signed -> {
            flip(((List<?>) signed.get(1)).get(2), 40);
        });
        signed("signature-changed", "a bit of the signing key's signature", signed -> {
            flip(((List<?>) signed.get(2)).get(0), 40);
        });
        signed("signature-missing", "no signature by the signing key", signed -> signed.set(2, CborTree.list()));
        signed("signature-surplus", "four signatures for one key", signed -> {
            signed.set(2, CborTree.list(new byte[64], new byte[64], new byte[64], new byte[64]));
        });
        signed("control-key-other", "not the control key that was named", signed -> {
            ControlKey other = ControlKey.generate(Suite.HYBRID, new Person.Seeds("other"));
            byte[] text = Framing.join(Framing.label("bulla/1 statement"), new byte[] {1}, (byte[]) signed.get(0));
            signed.set(1, CborTree.list(1, other.publicKey(), CardForge.controlSignature(other, text)));
        });
        signed("control-suite-changes", "the control suite changes from 1 to 2", signed -> {
            InvalidCoreCases.fields(signed.get(1)).set(0, 2);
        });
        signed("control-key-short", "a control key of 31 bytes", signed -> {
            InvalidCoreCases.fields(signed.get(1)).set(1, new byte[31]);
        });
        CardForge pq = CardForge.usual("card", Suite.PQ);
        byte[] both = (byte[]) InvalidCoreCases.fields(pq.chain.get(0).get(1)).get(2);
        flip(both, 164);
        cases.refused(
                "control-pq-second-wrong",
                "§3",
                "CARD_INVALID",
                "the control key's ML-DSA does not verify",
                pq.encode());
        CardForge nist = CardForge.usual("card", Suite.NIST);
        byte[] signature =
                (byte[]) InvalidCoreCases.fields(nist.chain.get(0).get(2)).get(0);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        System.arraycopy(InvalidProofCases.bigEndian(KeyRules.P256_ORDER.subtract(s)), 0, signature, 32, 32);
        cases.refused("signature-high-s", "§3", "CARD_INVALID", "n - s in place of s", nist.encode());
    }

    private static void flip(Object bytes, int at) {
        ((byte[]) bytes)[at] ^= 1;
    }

    /** Changes what stands around statement 1. */
    private void signed(String name, String comment, Consumer<List<Object>> change) {
        CardForge card = CardForge.usual("card", Suite.HYBRID).open(BIRTH + DAY, Suite.HYBRID, s -> {});
        change.accept(card.chain.get(1));
        cases.refused(name, "§3", "CARD_INVALID", comment, card.encode());
    }
}

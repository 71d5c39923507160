// SPDX-License-Identifier: Apache-2.0
package dev.bulla.cli;

import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Inspection;
import dev.bulla.core.Problem;
import dev.bulla.core.UnavailableException;
import dev.bulla.mqtt.MqttCarrier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Who owns the broker. Everything the shop sends passes through her hands: she hands it on to the readers' queues, keeps it, changes it,
 * repeats it and misdirects it as she likes. She knows Bulla, its format and everybody's cards; she lacks only their keys.
 */
final class DemoEve {
    /** In CBOR: a byte string of 80 bytes, which is a sealed Ed25519 signature ({@code spec/envelope.md} §5, §7). */
    private static final byte[] PROOF_HEAD = {0x58, 0x50};

    private static final int PROOF_ITEM_BYTES = PROOF_HEAD.length + 80;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MqttCarrier carrier;
    private final Party eve;
    private final Party impostor;
    private final BlockingQueue<Bytes> intercepted = new LinkedBlockingQueue<>();
    private volatile boolean holding;

    /**
     * Takes her place between the shop and the readers.
     *
     * @param eve herself
     * @param impostor an identity of hers that calls itself {@code shop}
     */
    DemoEve(MqttCarrier carrier, Party eve, Party impostor) {
        this.carrier = carrier;
        this.eve = eve;
        this.impostor = impostor;
        carrier.receive(DemoLetter.ORDERS, arrival -> carry(arrival.sealed()));
    }

    private Disposition carry(Bytes sealed) {
        if (!holding) {
            deliver(sealed);
        }
        intercepted.add(sealed);
        return Disposition.ACKNOWLEDGE;
    }

    /** From now on she keeps what the shop sends. */
    void hold() {
        holding = true;
    }

    /** From now on she hands on what the shop sends. */
    void letThrough() {
        holding = false;
    }

    /** What the shop sent, as it came to her. */
    Bytes intercepted() {
        try {
            Bytes sealed = intercepted.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (sealed != null) {
                return sealed;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw new UnavailableException(
                Problem.BROKER_UNAVAILABLE,
                Duration.ofSeconds(1),
                new IllegalStateException("nothing came from the shop"));
    }

    /** Puts bytes into the readers' queues for orders. */
    void deliver(Bytes sealed) {
        CompletableFuture.allOf(DemoLetter.READERS.stream()
                        .map(reader -> carrier.sendAsync(DemoReader.queue(reader, DemoLetter.ORDERS), sealed))
                        .toArray(CompletableFuture<?>[]::new))
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Puts bytes into a queue. */
    void deliver(Bytes sealed, String reader, String context) {
        carrier.send(DemoReader.queue(reader, context), sealed);
    }

    /** The message with one bit changed, in the middle of a part's ciphertext. */
    Bytes tampered(Bytes sealed, int part) {
        List<Long> sizes = Inspection.of(sealed).orThrow().parts();
        int end = proofAt(sealed);
        for (int i = sizes.size() - 1; i > part; i--) {
            end -= itemBytes(sizes.get(i));
        }
        byte[] bytes = sealed.toArray();
        bytes[end - sizes.get(part).intValue() / 2] ^= 1;
        return Bytes.of(bytes);
    }

    /** The message with her signature where the shop's was. */
    Bytes resigned(Bytes sealed) {
        Bytes own = eve.seal(DemoLetter.draft()).orThrow().envelope();
        byte[] bytes = sealed.toArray();
        System.arraycopy(own.toArray(), proofAt(own), bytes, proofAt(sealed), PROOF_ITEM_BYTES);
        return Bytes.of(bytes);
    }

    /** An order of her own, sealed to the readers by an identity that says it is the shop. */
    Bytes forged() {
        return impostor.seal(DemoLetter.draft()).orThrow().envelope();
    }

    /** What she makes of a message with her own keys. */
    DemoFacts.View read(Bytes sealed) {
        return DemoReader.view(eve.name(), eve.open(sealed, DemoLetter.ORDERS));
    }

    private static int proofAt(Bytes sealed) {
        int at = sealed.size() - PROOF_ITEM_BYTES;
        if (at < 0 || sealed.at(at) != PROOF_HEAD[0] || sealed.at(at + 1) != PROOF_HEAD[1]) {
            throw new IllegalArgumentException("this message does not end in one Ed25519 signature");
        }
        return at;
    }

    /** A byte string in CBOR, with its head, for sizes under 64 KiB. */
    private static int itemBytes(long content) {
        return Math.toIntExact(content) + (content < 24 ? 1 : content < 256 ? 2 : 3);
    }
}

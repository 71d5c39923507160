// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Outcome;
import dev.bulla.core.Problem;
import dev.bulla.core.Proof;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Suite;
import dev.bulla.core.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;

/** Seals the bytes of values as the properties say. Fails closed: what is not sealed is an exception. Safe for many threads. */
final class Sealing implements AutoCloseable {
    static final String BODY = "body";

    private final Wiring.Door door;
    private final Party party;
    private final List<String> recipients;
    private final String context;
    private final Proof proof;
    private final Optional<Suite> suite;
    private final Optional<Duration> life;
    private final boolean tombstones;
    private final CarriedHeaders headers;

    Sealing(Wiring wiring, Proof usual) {
        this.recipients = wiring.list(BullaProperties.TO);
        if (recipients.isEmpty()) {
            throw new ConfigException("set " + BullaProperties.TO + " to whom the records are for");
        }
        String name = wiring.either(BullaProperties.FROM, BullaProperties.AS);
        this.context = wiring.text(BullaProperties.CONTEXT).orElse(Wiring.TOPIC);
        this.proof = wiring.proof(usual);
        if (proof == Proof.BATCH && usual != Proof.BATCH) {
            throw new ConfigException("a serializer sees one record at a time: batches need a SealedProducer");
        }
        this.suite = wiring.suite();
        this.life = wiring.span(BullaProperties.EXPIRES);
        this.tombstones = wiring.tombstonesPass();
        this.headers = new CarriedHeaders(wiring.list(BullaProperties.HEADERS));
        this.door = wiring.door();
        try {
            this.party = Wiring.good(door.bulla().as(name), name);
        } catch (RuntimeException unknown) {
            door.close();
            throw unknown;
        }
    }

    Party party() {
        return party;
    }

    /** Checks that a null value is allowed. */
    void tombstone(String topic) {
        if (!tombstones) {
            throw new SealedRecordException(Problem.FORBIDDEN, "tombstones are refused for topic " + topic);
        }
    }

    byte[] seal(String topic, Headers outside, byte[] value) {
        try {
            return envelope(topic, party.seal(draft(topic, outside, value)));
        } catch (UnavailableException down) {
            throw new SealedRecordException(down.problem(), "topic " + topic, down);
        }
    }

    Draft draft(String topic, Headers outside, byte[] value) {
        try {
            Draft draft = Draft.to(recipients)
                    .context(context.replace(Wiring.TOPIC, topic))
                    .proof(proof)
                    .part(BODY, Bytes.of(value));
            suite.ifPresent(draft::suite);
            life.ifPresent(draft::livesFor);
            headers.seal(outside, draft);
            return draft;
        } catch (IllegalArgumentException misuse) {
            throw new SealedRecordException(Problem.USAGE, misuse.getMessage() + "; topic " + topic, misuse);
        }
    }

    static byte[] envelope(String topic, Outcome<SealedMessage> outcome) {
        return outcome.fold(good -> good.value().envelope().toArray(), bad -> {
            throw new SealedRecordException(
                    bad.problem(), bad.about().isEmpty() ? "topic " + topic : bad.about() + "; topic " + topic);
        });
    }

    @Override
    public void close() {
        door.close();
    }
}

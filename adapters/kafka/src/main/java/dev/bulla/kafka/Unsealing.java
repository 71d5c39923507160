// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.Party;
import dev.bulla.core.Bytes;
import dev.bulla.core.Expectation;
import dev.bulla.core.Identifier;
import dev.bulla.core.Opened;
import dev.bulla.core.Problem;
import dev.bulla.core.ProblemException;
import dev.bulla.core.ReplayTable;
import dev.bulla.core.UnavailableException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Opens the bytes of values as the properties say. What does not open is a {@link SealedRecordException}. Safe for many threads. */
final class Unsealing implements AutoCloseable {
    private final Wiring.Door door;
    private final Party party;
    private final String context;
    private final BullaProperties.Replay replay;
    private final boolean tombstones;
    private final CarriedHeaders carried;

    Unsealing(Wiring wiring) {
        String name = wiring.either(BullaProperties.AS, BullaProperties.FROM);
        this.context = wiring.text(BullaProperties.CONTEXT).orElse(Wiring.TOPIC);
        this.replay = wiring.word(BullaProperties.REPLAY, BullaProperties.Replay.class)
                .orElse(BullaProperties.Replay.LOG);
        this.tombstones = wiring.tombstonesPass();
        this.carried = new CarriedHeaders(wiring.list(BullaProperties.HEADERS));
        this.door = wiring.door();
        try {
            this.party = Wiring.good(
                    replay == BullaProperties.Replay.LOG
                            ? door.bulla().as(name, TheLog.REMEMBERS)
                            : door.bulla().as(name),
                    name);
        } catch (RuntimeException unknown) {
            door.close();
            throw unknown;
        }
    }

    /** Makes a value of the bytes that were inside. */
    @FunctionalInterface
    interface Inner<T> {
        T of(byte[] plain);
    }

    /** Checks that a null value is allowed. A consumer does not ask: Kafka hands null past its deserializer. */
    void tombstone(String topic) {
        if (!tombstones) {
            throw new SealedRecordException(Problem.FORBIDDEN, "tombstones are refused for topic " + topic);
        }
    }

    <T> T open(String topic, Headers headers, Bytes sealedBytes, Inner<T> inner) {
        Opened opened = opened(topic, sealedBytes);
        Header[] before = headers.toArray();
        boolean good = false;
        try {
            byte[] plain = opened.bytes(Sealing.BODY).toArray();
            carried.open(opened, headers);
            T value = inner.of(plain);
            good = true;
            return value;
        } catch (ProblemException noBody) {
            throw new SealedRecordException(noBody.problem(), "topic " + topic);
        } finally {
            if (good) {
                opened.done();
            } else {
                opened.release();
                CarriedHeaders.restore(headers, before);
            }
        }
    }

    private Opened opened(String topic, Bytes sealedBytes) {
        try {
            return party.open(sealedBytes, expectation(topic))
                    .fold(
                            opened -> opened,
                            notForMe -> {
                                throw new SealedRecordException(Problem.NOT_FOR_ME, "topic " + topic);
                            },
                            refused -> {
                                throw new SealedRecordException(refused.problem(), "topic " + topic);
                            },
                            unavailable -> {
                                throw new SealedRecordException(unavailable.problem(), "topic " + topic);
                            });
        } catch (UnavailableException down) {
            throw new SealedRecordException(down.problem(), "topic " + topic, down);
        }
    }

    private Expectation expectation(String topic) {
        try {
            Expectation live = Expectation.of(context.replace(Wiring.TOPIC, topic));
            return replay == BullaProperties.Replay.ARCHIVE ? live.inArchive() : live;
        } catch (IllegalArgumentException misuse) {
            throw new SealedRecordException(Problem.USAGE, misuse.getMessage() + "; topic " + topic, misuse);
        }
    }

    @Override
    public void close() {
        if (replay == BullaProperties.Replay.LOG) {
            party.forget();
        }
        door.close();
    }

    /** A table that remembers nothing: the consumer's offsets say what was handled. */
    private enum TheLog implements ReplayTable, ReplayTable.Window {
        REMEMBERS;

        @Override
        public Optional<Window> known(Identifier own, Identifier sender, Bytes epochId) {
            return Optional.empty();
        }

        @Override
        public Optional<Window> window(
                Identifier own, Identifier sender, Bytes epochId, Instant keepUntil, Instant now) {
            return Optional.of(this);
        }

        @Override
        public Instant since() {
            return Instant.MIN;
        }

        @Override
        public State look(int counter, Instant now) {
            return State.FREE;
        }

        @Override
        public State claim(int counter, Instant now, Instant leaseUntil) {
            return State.FREE;
        }

        @Override
        public void done(int counter) {}

        @Override
        public void release(int counter, Instant leaseUntil) {}
    }
}

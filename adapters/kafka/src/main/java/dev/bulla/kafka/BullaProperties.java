// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

/**
 * The properties of everything here that Kafka makes by its class name. Unknown values are refused; there is no property that lets plaintext through.
 */
public final class BullaProperties {
    /** The folder of the home. */
    public static final String HOME = "bulla.home";
    /** A file with the passphrase of the home, if it has one; else the one that {@code BULLA_PASSPHRASE_FILE} names. */
    public static final String PASSPHRASE_FILE = "bulla.passphrase.file";
    /** A {@link dev.bulla.Bulla} that is open already, instead of a folder, for maps that hold objects. Whoever opened it closes it. */
    public static final String BULLA = "bulla.bulla";
    /** The identity that seals. Default: that of {@link #AS}. */
    public static final String FROM = "bulla.from";
    /** The identity that opens. Default: that of {@link #FROM}. */
    public static final String AS = "bulla.as";
    /** For whom to seal: names of the home, with commas. */
    public static final String TO = "bulla.to";
    /** The context sealed and expected; {@code {topic}} stands for the topic. Default: {@code {topic}}, so that no record moves to another topic. */
    public static final String CONTEXT = "bulla.context";
    /** {@code signature} (the default), {@code pairwise}, or, for {@link SealedProducer} alone and its default, {@code batch}. */
    public static final String PROOF = "bulla.proof";
    /** The suite: {@code hybrid}, {@code classic}, {@code pq}, {@code nist}. Default: the sender's first. */
    public static final String SUITE = "bulla.suite";
    /** How long a record is good, as {@code PT10M} has it. Default: as long as its readers let records live. */
    public static final String EXPIRES = "bulla.expires";
    /** The longest life that is accepted, as {@code P7D} has it. Default: 24 hours. */
    public static final String LIFE = "bulla.life";
    /** What a record that is read again means: {@code log} (the default), {@code once} or {@code archive}; see {@link Replay}. */
    public static final String REPLAY = "bulla.replay";
    /** What a null value means: {@code pass} (the default; whoever writes to the topic may delete) or {@code refuse}. */
    public static final String TOMBSTONES = "bulla.tombstones";
    /** Names of headers, with commas: sealed inside as well, and taken from there only. */
    public static final String HEADERS = "bulla.headers";
    /** The serializer of what is sealed. Default: bytes. */
    public static final String INNER_SERIALIZER = "bulla.inner.serializer";
    /** The deserializer of what was sealed. Default: bytes. */
    public static final String INNER_DESERIALIZER = "bulla.inner.deserializer";
    /** The converter of what is sealed, for {@link BullaConverter}. Default: bytes. */
    public static final String INNER_CONVERTER = "bulla.inner.converter";
    /** {@link SealedProducer}: how long a record waits for others under the same signature, in milliseconds. Default: 1. */
    public static final String BATCH_LINGER_MS = "bulla.batch.linger.ms";
    /** {@link SealedProducer}: the most records under one signature. Default: 256. */
    public static final String BATCH_RECORDS = "bulla.batch.records";
    /** {@link PseudonymSerializer}: the file with the key, 32 bytes or more. It never changes while the topic lives. */
    public static final String PSEUDONYM_KEY_FILE = "bulla.pseudonym.key.file";
    /** {@link PseudonymSerializer}: where one key has one pseudonym; {@code {topic}}, the default, stands for the topic. */
    public static final String PSEUDONYM_SCOPE = "bulla.pseudonym.scope";
    /** {@link PseudonymSerializer}: the serializer of the keys. Default: bytes. */
    public static final String PSEUDONYM_INNER = "bulla.pseudonym.inner.serializer";

    /** Header of an opened record: the name the sender is bound to in this home. */
    public static final String SENDER_HEADER = "bulla-sender";
    /** Header of an opened record: the sender's identifier in hexadecimal. */
    public static final String SENDER_ID_HEADER = "bulla-sender-id";
    /** Header of an opened record: the message's name in hexadecimal, the same whenever the record is read; not with {@code pairwise}. */
    public static final String DIGEST_HEADER = "bulla-digest";
    /** Header of an opened record: when it was made, in milliseconds, by the sender's clock. */
    public static final String CREATED_HEADER = "bulla-created";

    private BullaProperties() {}

    /** What it means that a record is read again: Kafka reads a log again after a rebalance, a restart and a rewind. */
    public enum Replay {
        /** The log remembers, not we: what is read again opens again until it expires. A copy at another offset opens too; its digest tells. */
        LOG,
        /** Opened counts as handled, for the whole home: at most once. A record that was read and not handled before a crash is refused. */
        ONCE,
        /** An old log is read: expiry is not enforced either. Pairwise proofs are refused. */
        ARCHIVE
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.carrier.Handling;
import dev.bulla.core.Bytes;
import dev.bulla.core.SealedMessage;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Epochs in a bucket, for messages that name theirs instead of carrying it ({@code Draft.byReference()}): the sender {@link #keep}s the epoch
 * before it sends, and receivers get it with {@code Handling.epochs(..)}. The key is the epoch's identifier in hexadecimal. An epoch proves
 * itself when it is opened, so the bucket is trusted with nothing but having it. Safe for many threads.
 */
public final class KvEpochs implements Handling.Epochs {
    private static final int MOST_REMEMBERED = 4_096;

    private final KeyValue bucket;
    private final Set<Bytes> kept = ConcurrentHashMap.newKeySet();

    private KvEpochs(KeyValue bucket) {
        this.bucket = bucket;
    }

    /** Epochs in this bucket. */
    public static KvEpochs of(KeyValue bucket) {
        return new KvEpochs(bucket);
    }

    /**
     * Puts the message's epoch where receivers find it, unless it is there; returns when it is. The message itself is returned, to be sent.
     *
     * @throws dev.bulla.core.UnavailableException when the server does not answer; the message is not to be sent then
     */
    public SealedMessage keep(SealedMessage message) {
        if (message.epochObject().isPresent() && !kept.contains(message.epochId())) {
            byte[] object = message.epochObject().get().toArray();
            long unused = SealedKv.call(() -> bucket.put(message.epochId().hex(), object));
            if (kept.size() >= MOST_REMEMBERED) {
                kept.clear();
            }
            kept.add(message.epochId());
        }
        return message;
    }

    @Override
    public Optional<Bytes> find(Bytes epochId) {
        Optional<KeyValueEntry> entry = SealedKv.call(() -> Optional.ofNullable(bucket.get(epochId.hex())));
        return entry.flatMap(found -> Optional.ofNullable(found.getValue())).map(Bytes::of);
    }
}

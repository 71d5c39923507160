// SPDX-License-Identifier: Apache-2.0
package dev.bulla.nats;

import dev.bulla.core.Bytes;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opening;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A bucket of keys and sealed values. The context of a value names bucket and key, so that a server that moves it to another key is found out. Values
 * are read as an archive: again and again, after they expired, and not pairwise. Keys, sizes, times and deletes are the server's word, and so is
 * which of a key's values is the newest: an old one can be shown again. Safe for many threads.
 */
public final class SealedKv {
    private final KeyValue bucket;
    private final Voice voice;

    private SealedKv(KeyValue bucket, Voice voice) {
        this.bucket = bucket;
        this.voice = voice;
    }

    /** Seals what goes into the bucket and opens what comes out. */
    public static SealedKv of(KeyValue bucket, Voice voice) {
        return new SealedKv(bucket, voice);
    }

    /**
     * What a key holds or held.
     *
     * @param key the key
     * @param revision its number in the bucket
     * @param opening the value, or why not; empty for a delete or purge, which nobody seals
     */
    public record Value(String key, long revision, Optional<Opening> opening) {}

    /**
     * Seals a value and puts it.
     *
     * @param draft for whom, and its parts; its context is set here
     * @return its revision
     * @throws dev.bulla.core.ProblemException when it cannot be sealed or is not accepted
     * @throws dev.bulla.core.UnavailableException when the server does not answer
     */
    public long put(String key, Draft draft) {
        Bytes value = voice.seals().seal(draft.context(context(key))).orThrow().envelope();
        return call(() -> bucket.put(key, value.toArray()));
    }

    /** The same, where the newest revision is still this one; 0 where there shall be none. */
    public long put(String key, Draft draft, long newest) {
        Bytes value = voice.seals().seal(draft.context(context(key))).orThrow().envelope();
        return call(() -> bucket.update(key, value.toArray(), newest));
    }

    /** What the key holds; nothing where it was deleted or never there. */
    public Optional<Value> get(String key) {
        return call(() -> Optional.ofNullable(bucket.get(key))).map(this::value);
    }

    /** What the key held, as far as the bucket remembers, oldest first. */
    public List<Value> history(String key) {
        return call(() -> bucket.history(key)).stream().map(this::value).toList();
    }

    /** Tells of every change of the keys that this one matches, beginning with what they hold. Closing the result ends it. */
    public AutoCloseable watch(String keys, Consumer<Value> listener) {
        return call(() -> bucket.watch(keys, new Watching(listener), new KeyValueWatchOption[0]));
    }

    /** Marks the key as deleted. */
    public void delete(String key) {
        call(() -> {
            bucket.delete(key);
            return true;
        });
    }

    /** Marks the key as deleted, and forgets what it held. */
    public void purge(String key) {
        call(() -> {
            bucket.purge(key);
            return true;
        });
    }

    private final class Watching implements KeyValueWatcher {
        private final Consumer<Value> listener;

        Watching(Consumer<Value> listener) {
            this.listener = listener;
        }

        @Override
        public void watch(KeyValueEntry entry) {
            listener.accept(value(entry));
        }

        @Override
        public void endOfData() {
            // What comes from now on is new; the listener need not know.
        }
    }

    private Value value(KeyValueEntry entry) {
        byte[] sealed = entry.getValue();
        Optional<Opening> opening = entry.getOperation() != KeyValueOperation.PUT
                ? Optional.empty()
                : Optional.of(voice.opens()
                        .open(
                                Bytes.of(sealed == null ? new byte[0] : sealed),
                                Expectation.of(context(entry.getKey())).inArchive()));
        return new Value(entry.getKey(), entry.getRevision(), opening);
    }

    private String context(String key) {
        return Contexts.of("kv", bucket.getBucketName(), key);
    }

    /** A call that waits for the server. */
    interface Call<T> {
        T run() throws IOException, JetStreamApiException, InterruptedException;
    }

    static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (IOException | JetStreamApiException | InterruptedException | IllegalStateException failed) {
            throw Refusals.of(failed);
        }
    }
}

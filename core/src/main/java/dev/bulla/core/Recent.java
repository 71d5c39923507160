// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The most recently used entries, at most so many. Safe for use by many threads. */
final class Recent<K, V> {
    private final int most;
    private final Consumer<V> dropped;
    private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int most, Consumer<V> dropped) {
        this.most = most;
        this.dropped = dropped;
    }

    Recent(int most) {
        this(most, ignored -> {});
    }

    synchronized @Nullable V find(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        V before = entries.put(key, value);
        if (before != null && before != value) {
            dropped.accept(before);
        }
        if (entries.size() > most) {
            Map.Entry<K, V> eldest = entries.entrySet().iterator().next();
            entries.remove(eldest.getKey());
            dropped.accept(eldest.getValue());
        }
    }

    synchronized void remove(K key) {
        V before = entries.remove(key);
        if (before != null) {
            dropped.accept(before);
        }
    }

    synchronized void clear() {
        entries.values().forEach(dropped);
        entries.clear();
    }

    /** The entry, made when it is not there. Two threads may make it at once; one result stays. */
    V get(K key, Function<K, V> make) {
        V value = find(key);
        if (value == null) {
            value = make.apply(key);
            put(key, value);
        }
        return value;
    }
}

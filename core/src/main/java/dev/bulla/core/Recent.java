// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.LinkedHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The most recently used entries, at most so many. Safe for use by many threads. */
final class Recent<K, V> {
    private final int most;
    private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int most) {
        this.most = most;
    }

    synchronized @Nullable V find(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
        if (entries.size() > most) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    synchronized void clear() {
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

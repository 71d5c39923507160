// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The most recently used entries, as many as weigh no more than a limit together. Safe for use by many threads. */
final class Recent<K, V> {
    private final int most;
    private final ToIntFunction<V> weigher;
    private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private int weight;

    Recent(int most, ToIntFunction<V> weigher) {
        this.most = most;
        this.weigher = weigher;
    }

    /** Each entry weighs one. */
    Recent(int most) {
        this(most, entry -> 1);
    }

    synchronized @Nullable V find(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        V before = entries.put(key, value);
        weight += weigher.applyAsInt(value) - (before == null ? 0 : weigher.applyAsInt(before));
        Iterator<V> eldest = entries.values().iterator();
        while (weight > most && entries.size() > 1) {
            weight -= weigher.applyAsInt(eldest.next());
            eldest.remove();
        }
    }

    /** Drops the entries of which this is true. */
    synchronized void drop(Predicate<V> over) {
        Iterator<V> each = entries.values().iterator();
        while (each.hasNext()) {
            V value = each.next();
            if (over.test(value)) {
                weight -= weigher.applyAsInt(value);
                each.remove();
            }
        }
    }

    synchronized void clear() {
        entries.clear();
        weight = 0;
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

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value worked out at its first use, at most once, that may turn out to be absent. Safe for use by many threads. */
final class Lazy<T> {
    private final Supplier<@Nullable T> source;
    private volatile boolean known;
    private @Nullable T value;

    Lazy(Supplier<@Nullable T> source) {
        this.source = source;
    }

    /** The value, or null. */
    @Nullable
    T get() {
        if (!known) {
            synchronized (this) {
                if (!known) {
                    value = source.get();
                    known = true;
                }
            }
        }
        return value;
    }
}

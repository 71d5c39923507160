// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What serializers and deserializers check of themselves. */
final class Values {
    private Values() {}

    static void only(boolean isKey) {
        if (isKey) {
            throw new ConfigException("a sealed key is different each time, which breaks partitions and compaction;"
                    + " for keys there is PseudonymSerializer");
        }
    }

    static <T> T configured(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not configured, or closed");
        }
        return part;
    }
}

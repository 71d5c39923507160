// SPDX-License-Identifier: Apache-2.0
package dev.bulla.carrier;

import dev.bulla.core.Bytes;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Where messages go that nobody will handle: always the sealed bytes, never what was in them. Called by receiving threads, several at a
 * time when there are several subscriptions.
 */
@FunctionalInterface
public interface DeadLetters {
    /** Why a message was given up. */
    enum Reason {
        /** The receiver said so. */
        REFUSED,
        /** The receiver threw an exception. */
        FAILED,
        /** It asked to come again for too long, or held up all that came after it. */
        RETRIES_EXHAUSTED,
        /** The broker's session holds a subscription that no receiver of this carrier asks for. */
        NO_RECEIVER
    }

    /**
     * Keeps a message for a person. Returns when it is safe.
     *
     * @throws RuntimeException when it could not be kept; the message then stays unacknowledged and is tried again
     */
    void keep(String topic, Bytes sealed, Reason reason);

    /**
     * A folder with two files a message, 1 GiB at most: {@code TIME-DIGEST.bulla}, the sealed bytes, and {@code TIME-DIGEST.txt}, topic
     * and reason. Files are for the owner only (0600), complete or absent, and on the disk before the message is acknowledged.
     *
     * @throws dev.bulla.core.UnavailableException when the folder cannot be made or read
     */
    static DeadLetters folder(Path folder) {
        return folder(folder, 1L << 30);
    }

    /** The same with another limit; a full folder refuses, and the messages stay with the broker. */
    static DeadLetters folder(Path folder, long maxBytes) {
        return FolderDeadLetters.open(folder, maxBytes, InstantSource.system());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs pieces of work on an executor and takes their results in the order the pieces were given, with a bounded number under way. The caller's
 * thread gives and takes; only the pieces run elsewhere.
 *
 * @param <T> a result
 */
final class Ordered<T> implements AutoCloseable {
    private final Executor executor;
    private final int depth;
    private final Consumer<T> taker;
    private final ArrayDeque<CompletableFuture<T>> underWay = new ArrayDeque<>();

    Ordered(Executor executor, int depth, Consumer<T> taker) {
        this.executor = executor;
        this.depth = depth;
        this.taker = taker;
    }

    void give(Supplier<T> work) {
        underWay.add(CompletableFuture.supplyAsync(work, executor));
        if (underWay.size() >= depth) {
            takeOne();
        }
    }

    /** Takes the next result, waiting for it; tells whether there was one to come. */
    boolean takeNext() {
        if (underWay.isEmpty()) {
            return false;
        }
        takeOne();
        return true;
    }

    /** Takes all results that are still to come. */
    void finish() {
        while (!underWay.isEmpty()) {
            takeOne();
        }
    }

    private void takeOne() {
        try {
            taker.accept(underWay.remove().join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException) {
                throw (RuntimeException) failed.getCause();
            }
            throw failed;
        }
    }

    /** Waits for what is under way and drops it, whatever became of it: after a failure nobody works on buffers any more. */
    @Override
    public void close() {
        while (!underWay.isEmpty()) {
            underWay.remove().handle((result, failure) -> result).join();
        }
    }
}

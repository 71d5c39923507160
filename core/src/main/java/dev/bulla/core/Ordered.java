// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs pieces of work on an executor and takes their results in the order the pieces were given, with a bounded number under way. A piece that
 * nobody has begun when its result is due is done by the caller: so an executor that is busy, full or closed costs speed, and never stops
 * anything. Not for many threads.
 *
 * @param <T> a result
 */
final class Ordered<T> implements AutoCloseable {
    private final Executor executor;
    private final int depth;
    private final Consumer<T> taker;
    private final ArrayDeque<Piece> underWay = new ArrayDeque<>();
    private volatile boolean dropped;

    Ordered(Executor executor, int depth, Consumer<T> taker) {
        this.executor = executor;
        this.depth = depth;
        this.taker = taker;
    }

    /** Some work, done once by whoever comes first. */
    private final class Piece implements Runnable {
        private final Supplier<T> work;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Piece(Supplier<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            try {
                if (dropped) {
                    throw new CancellationException();
                }
                result.complete(work.get());
            } catch (RuntimeException | Error failed) {
                result.completeExceptionally(failed);
            }
        }
    }

    void give(Supplier<T> work) {
        Piece piece = new Piece(work);
        underWay.add(piece);
        try {
            executor.execute(piece);
        } catch (RejectedExecutionException leftToTheCaller) {
            piece.run();
        }
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
        Piece piece = underWay.remove();
        piece.run();
        T result;
        try {
            result = piece.result.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
        taker.accept(result);
    }

    /** Drops what nobody has begun and waits for the rest, whatever becomes of it: then nobody works on buffers any more. */
    @Override
    public void close() {
        dropped = true;
        while (!underWay.isEmpty()) {
            Piece piece = underWay.remove();
            piece.run();
            piece.result.handle((result, failure) -> true).join();
        }
    }
}

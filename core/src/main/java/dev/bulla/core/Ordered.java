// SPDX-License-Identifier: Apache-2.0
package dev.bulla.core;

import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

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
    private final ArrayDeque<FutureTask<T>> underWay = new ArrayDeque<>();
    private volatile boolean dropped;

    Ordered(Executor executor, int depth, Consumer<T> taker) {
        this.executor = executor;
        this.depth = depth;
        this.taker = taker;
    }

    void give(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            if (dropped) {
                throw new CancellationException();
            }
            return work.call();
        });
        underWay.add(task);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException leftToTheCaller) {
            task.run();
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
        FutureTask<T> task = underWay.remove();
        task.run();
        taker.accept(await(task));
    }

    private static <T> T await(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Drops what nobody has begun and waits for the rest, whatever becomes of it: then nobody works on buffers any more. */
    @Override
    public void close() {
        dropped = true;
        while (!underWay.isEmpty()) {
            FutureTask<T> task = underWay.remove();
            task.run();
            settle(task);
        }
    }

    private static void settle(FutureTask<?> task) {
        try {
            await(task);
        } catch (RuntimeException ofNoInterest) {
            // A failure was thrown already, or nobody wants the result.
            return;
        }
    }
}

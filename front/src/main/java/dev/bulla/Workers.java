// SPDX-License-Identifier: Apache-2.0
package dev.bulla;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for the segments of long parts: one for each processor, made when first needed, gone after five idle seconds. */
final class Workers {
    private static final long IDLE_SECONDS = 5;

    private Workers() {}

    static ExecutorService make() {
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                processors, processors, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "bulla-worker");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }
}

package io.dualstream.outbox.live.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one task whenever woken, never twice at a time, and once more when woken meanwhile. A wake that comes after the
 * executor was shut down is lost.
 */
public final class SerialExecutor {

    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger wakes = new AtomicInteger();

    public SerialExecutor(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /** Has the task run soon, on the executor. Never blocks. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException stopped) {
                wakes.set(0);
            }
        }
    }

    private void run() {
        int seen = wakes.get();
        try {
            task.run();
        } finally {
            if (!wakes.compareAndSet(seen, 0)) {
                wakes.set(0);
                wake();
            }
        }
    }
}

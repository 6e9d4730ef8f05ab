package io.dualstream.outbox.live.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task whenever woken, never twice at a time, and once more when woken meanwhile. A wake that comes after the
 * executor was shut down, or has no thread to run it on, is lost. As a Runnable it is its own {@link #wake}: what neither blocks nor throws.
 */
public final class SerialExecutor implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger wakes = new AtomicInteger();

    public SerialExecutor(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    @Override
    public void run() {
        wake();
    }

    /** Has the task run soon, on the executor. Never blocks. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException stopped) {
                wakes.set(0);
            } catch (Error e) { // no thread to be had; whoever wakes may hold a lock, and serves others too
                wakes.set(0);
                LOG.error("A client of the live stream cannot be served for now", e);
            }
        }
    }

    private void work() {
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

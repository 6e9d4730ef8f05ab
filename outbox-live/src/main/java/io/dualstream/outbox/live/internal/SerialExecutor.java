package io.dualstream.outbox.live.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task after each {@link #wake}, never twice at a time, and once more after a wake during a run. A wake is lost if the
 * executor was shut down, or has no thread for the task. {@link #run} is the same as {@link #wake}: it neither blocks nor
 * throws.
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

    /** Runs the task soon, on the executor. Never blocks. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException stopped) {
                wakes.set(0);
            } catch (Error e) { // no thread can be made; the caller may hold a lock, and serves other clients, too
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

package io.dualstream.outbox.example.orders.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a task on a thread of its own, with a pause after each run. A failure is logged and does not end the repetition.
 */
final class Beat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

    private final Runnable task;
    private final Duration pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Beat(String name, Duration pause, Runnable task) {
        this.task = task;
        this.pause = pause;
        this.thread = new Thread(this::run, name);
    }

    static Beat start(String name, Duration pause, Runnable task) {
        var beat = new Beat(name, pause, task);
        beat.thread.start();
        return beat;
    }

    private void run() {
        try {
            while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.warn("{} goes on after a failure", thread.getName(), e);
                }
            }
        } catch (InterruptedException stopped) {
            thread.interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

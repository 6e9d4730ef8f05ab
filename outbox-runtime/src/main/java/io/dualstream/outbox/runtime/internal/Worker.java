package io.dualstream.outbox.runtime.internal;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one {@link Task} round after round until it is closed. All background threads that loop are one of these, so that they
 * start, fail and end alike:
 *
 * <ul>
 *   <li>Whatever a round throws is caught, an {@link Error} like an exception, OutOfMemoryError and StackOverflowError included: what the
 *       round held is let go of. The task is told, and the next round comes after a delay that grows, with jitter.
 *   <li>After a {@link LinkageError}, or a {@link VirtualMachineError} that is neither of those two, this JVM cannot run the code, now or
 *       later, even if the error arrives as the cause of something else. The task is asked to give up: one whose state can say FAILED says so and ends, any other is retried like after the rest.
 *   <li>The thread ends when the worker is closed or abandoned, when a round says that nothing is left to do, or when the task gave up. It
 *       ends in no other way: an interrupt only makes a round fail, and a failure to handle a failure is one that is retried.
 * </ul>
 *
 * <p>Thread-safe. Whoever starts it closes it; it does not start again.
 */
public final class Worker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** After a failure to handle a failure, which may have been one of memory: made beforehand. */
    private static final Duration UNHANDLED_DELAY = Duration.ofSeconds(1);

    /** Chains of causes are looked at so far: they may be cycles. */
    private static final int MOST_CAUSES = 100;

    /** What is done on the thread. Only {@link #abort} is called on another one. */
    public interface Task {

        /** Does one round, until {@code stop} at most. Returns how long to wait until the next; null if nothing is left to do, ever. */
        @Nullable
        Duration round(StopSignal stop) throws Exception;

        /** Is told that a round failed, and that the next one comes after {@code delay}. */
        void failed(Throwable failure, Duration delay);

        /** After such an error this JVM cannot run the code: says FAILED somewhere and returns true, or returns false to be retried. */
        default boolean giveUp(Error error) {
            return false;
        }

        /** Ends what a round may wait for in vain, other than by an interrupt, which follows: a read from a socket ends no other way. */
        default void abort() {}
    }

    /**
     * How a worker lives.
     *
     * @param thread its name
     * @param daemon whether the JVM ends without waiting for it
     * @param patience how long {@link #close} waits for the round at hand
     * @param grace how long after that it waits for an aborted and interrupted round
     */
    public record Life(String thread, boolean daemon, Duration patience, Duration grace) {}

    private final Life life;
    private final RetryDelay delay;
    private final Task task;
    private final StopSignal stop = new StopSignal();
    private volatile @Nullable Thread thread;

    /** {@code delay} is reset after each round that ends well; a long round resets it by itself. */
    public Worker(Life life, RetryDelay delay, Task task) {
        this.life = life;
        this.delay = delay;
        this.task = task;
    }

    /** Is given when it is to end: rounds wait through it. */
    public StopSignal stop() {
        return stop;
    }

    /** Does nothing if it runs, or was closed. Throws what the JVM throws if it cannot make a thread; it may then be tried again. */
    public void start() {
        start(Thread::new);
    }

    /** The same, with a thread from there. */
    public synchronized void start(ThreadFactory threads) {
        if (thread != null || stop.isGiven()) {
            return;
        }
        Thread made = threads.newThread(this::run);
        made.setName(life.thread());
        made.setDaemon(life.daemon());
        thread = made; // from its first moment it may be closed, by itself too
        try {
            made.start();
        } catch (Throwable e) {
            thread = null;
            throw e;
        }
    }

    /** Ends a {@link LockSupport#park} of the thread. Never blocks. */
    public void unpark() {
        LockSupport.unpark(thread);
    }

    private void run() {
        Duration wait = Duration.ZERO;
        Throwable unhandled = null;
        while (true) {
            try {
                Duration due = wait;
                wait = UNHANDLED_DELAY; // whatever throws from here on
                if (stop.awaitGiven(due)) {
                    return;
                }
                if (unhandled != null) {
                    Throwable last = unhandled;
                    unhandled = null;
                    log.error("A failure of thread {} could not be handled; the thread goes on", life.thread(), last);
                }
                Duration next = oneRound();
                if (next == null) {
                    return;
                }
                wait = next;
            } catch (Throwable e) {
                unhandled = e;
            }
        }
    }

    /** How long to wait until the next; null to end. */
    private @Nullable Duration oneRound() {
        if (Thread.interrupted()) { // who wants this thread to end gives the signal
            log.debug("Thread {} was interrupted, but not told to stop: it goes on", life.thread());
        }
        Throwable failure;
        try {
            Duration next = task.round(stop);
            delay.reset();
            return next;
        } catch (Throwable e) {
            failure = e;
        }
        if (stop.isGiven()) {
            return null;
        }
        Error error = errorIn(failure);
        if (error != null) {
            boolean hopeless = isHopeless(error);
            log.error(
                    "An error occurred in thread {}; {}",
                    life.thread(),
                    hopeless ? "this JVM cannot run the thread's code" : "the thread goes on",
                    failure);
            if (hopeless && task.giveUp(error)) {
                return null;
            }
        }
        Duration next = delay.next();
        task.failed(failure, next);
        return next;
    }

    /** Itself or among its causes: what fails on another thread arrives wrapped. A hopeless one before any other; null if there is none. */
    private static @Nullable Error errorIn(Throwable failure) {
        Error found = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof Error error) {
                if (isHopeless(error)) {
                    return error;
                }
                found = found == null ? error : found;
            }
            cause = cause.getCause();
        }
        return found;
    }

    private static boolean isHopeless(Throwable failure) {
        return failure instanceof LinkageError
                || (failure instanceof VirtualMachineError
                        && !(failure instanceof OutOfMemoryError)
                        && !(failure instanceof StackOverflowError));
    }

    /** Stops after the round at hand, without waiting for it, and aborts that: {@link #close} is due all the same. */
    public void abandon() {
        stop.give();
        task.abort();
    }

    /**
     * Lets the round at hand end, aborts and interrupts it if it does not. An interrupt of the caller changes nothing about that, and stays set.
     * Idempotent, bounded, legal before start.
     */
    @Override
    public void close() {
        stop.give();
        Thread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            interrupted |= join(running, life.patience());
            if (running.isAlive()) {
                task.abort();
                running.interrupt();
                interrupted |= join(running, life.grace());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (running.isAlive()) {
            log.warn("Thread {} does not end and is left running", life.thread());
        }
    }

    /** Waits all the same when the caller is interrupted; returns whether it was. */
    private static boolean join(Thread running, Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
        long left = deadline - System.nanoTime();
        while (left > 0 && running.isAlive()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(running, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = deadline - System.nanoTime();
        }
        return interrupted;
    }
}

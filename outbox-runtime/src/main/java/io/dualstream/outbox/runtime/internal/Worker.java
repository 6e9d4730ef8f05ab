package io.dualstream.outbox.runtime.internal;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does one {@link Task} round after round until it is closed. Every background thread that loops is a worker, so that all of
 * them start, fail and end alike:
 *
 * <ul>
 *   <li>Every exception and every {@link Error} of a round is caught. This includes OutOfMemoryError and StackOverflowError, because the
 *       memory and the stack of the round are free again afterwards. {@link Task#failed} is called, and the next round follows after a
 *       growing delay with jitter.
 *   <li>After a {@link LinkageError}, or a {@link VirtualMachineError} other than those two, this JVM cannot run the code, now or later.
 *       The same holds if the error is the cause of another throwable. {@link Task#giveUp} is called: a task with a state FAILED enters
 *       that state and ends; any other task is retried as after other failures.
 *   <li>The thread ends when the worker is closed or abandoned, when a round returns null, or when the task gave up. Nothing else ends the
 *       thread: an interrupt only makes a round fail, and after an error in handling a failure the thread tries again.
 * </ul>
 *
 * <p>Thread-safe. Whoever starts a worker closes it; a worker that has ended does not start again.
 */
public final class Worker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** The delay after an error in handling a failure. The object is made in advance, because memory may be short by then. */
    private static final Duration UNHANDLED_DELAY = Duration.ofSeconds(1);

    /** Maximum length of a chain of causes that is searched, because a chain may be a cycle. */
    private static final int MOST_CAUSES = 100;

    /** The work that is done on the thread. Only {@link #abort} is called on another thread. */
    public interface Task {

        /**
         * Does one round, which must end when {@code stop} is given. Returns how long to wait until the next round; null ends
         * the worker.
         */
        @Nullable
        Duration round(StopSignal stop) throws Exception;

        /** Called after a failed round. The next round follows after {@code delay}. */
        void failed(Throwable failure, Duration delay);

        /**
         * Called after an error which means that this JVM cannot run the code. Returns true if the task has entered its state
         * FAILED, or false to be retried.
         */
        default boolean giveUp(Error error) {
            return false;
        }

        /** Ends waits that an interrupt does not end, such as a read from a socket. An interrupt follows. */
        default void abort() {}
    }

    /**
     * The thread of a worker, and the limits for closing it.
     *
     * @param thread name of the thread
     * @param daemon whether the JVM ends without waiting for the thread
     * @param patience how long {@link #close} waits for the current round
     * @param grace how long {@link #close} then waits for the aborted and interrupted round
     */
    public record Life(String thread, boolean daemon, Duration patience, Duration grace) {}

    private final Life life;
    private final RetryDelay delay;
    private final Task task;
    private final StopSignal stop = new StopSignal();
    private volatile @Nullable Thread thread;

    /** {@code delay} is reset after each round that ends well. A long round resets {@code delay} by itself. */
    public Worker(Life life, RetryDelay delay, Task task) {
        this.life = life;
        this.delay = delay;
        this.task = task;
    }

    /** The signal that ends the worker. Rounds wait for this signal instead of sleeping. */
    public StopSignal stop() {
        return stop;
    }

    /**
     * Starts the thread. Does nothing if the worker runs or was closed. Throws the error of the JVM if no thread can be made;
     * the caller may then try again.
     */
    public void start() {
        start(Thread::new);
    }

    /** Starts the worker with a thread from {@code threads}. */
    public synchronized void start(ThreadFactory threads) {
        if (thread != null || stop.isGiven()) {
            return;
        }
        Thread made = threads.newThread(this::run);
        made.setName(life.thread());
        made.setDaemon(life.daemon());
        thread = made; // from here on the worker may be closed, even by its own thread
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
                wait = UNHANDLED_DELAY; // if anything below throws
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

    /** Does one round and handles its failure. Returns how long to wait until the next round; null ends the worker. */
    private @Nullable Duration oneRound() {
        if (Thread.interrupted()) { // only the stop signal ends this thread
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

    /**
     * The failure itself or an error among its causes, since an error of another thread arrives wrapped. An error after which
     * this JVM cannot run the code comes before any other. Null if there is no error.
     */
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

    /** Gives the stop signal and aborts the current round, without waiting. {@link #close} must still be called. */
    public void abandon() {
        stop.give();
        task.abort();
    }

    /**
     * Gives the stop signal and waits for the current round; aborts and interrupts a round that does not end. An interrupt of
     * the caller does not shorten the wait, and stays set. Idempotent, bounded, legal before start.
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

    /** Waits even if the caller is interrupted; returns whether the caller was interrupted. */
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

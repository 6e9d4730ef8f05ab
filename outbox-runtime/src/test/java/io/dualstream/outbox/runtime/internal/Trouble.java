package io.dualstream.outbox.runtime.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a loop meets in each of its rounds: nothing, an error, or something that does not answer. */
public final class Trouble {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Semaphore rounds = new Semaphore(0);
    private final AtomicReference<@Nullable Error> error = new AtomicReference<>();
    private volatile @Nullable Block block;
    private volatile @Nullable Thread thread;
    private volatile boolean blocked;

    private record Block(CountDownLatch begun, CountDownLatch end, boolean interruptible) {}

    /** Called by the loop, once in each round. */
    public void meet() {
        thread = Thread.currentThread();
        Block now = block;
        rounds.release();
        Error thrown = error.getAndSet(null);
        if (thrown != null) {
            throw thrown;
        }
        if (now != null) {
            blocked = true;
            try {
                await(now);
            } finally {
                blocked = false;
            }
        }
    }

    /** Whether a round hangs. */
    boolean isBlocked() {
        return blocked;
    }

    private static void await(Block block) {
        boolean interrupted = false;
        block.begun().countDown();
        while (block.end().getCount() > 0) {
            try {
                block.end().await();
            } catch (InterruptedException e) {
                if (block.interruptible()) {
                    throw new IllegalStateException("interrupted by a test", e);
                }
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next round meets it. */
    void next(Error thrown) {
        error.set(thrown);
    }

    /** Rounds from now on hang, until {@link #unblock}. Returns once one does. */
    void block(boolean interruptible) {
        Block next = new Block(new CountDownLatch(1), new CountDownLatch(1), interruptible);
        block = next;
        try {
            if (!next.begun().await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("The loop does not go on: no round within " + LIMIT);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    void unblock() {
        Block now = block;
        block = null;
        if (now != null) {
            now.end().countDown();
        }
    }

    /** Waits for rounds that begin from now on. */
    void awaitRounds(int count) {
        rounds.drainPermits();
        try {
            if (!rounds.tryAcquire(count, LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("The loop does not go on: no " + count + " rounds within " + LIMIT);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Waits for two more rounds; false if the loop's thread ended instead. */
    boolean goesOn() throws InterruptedException {
        rounds.drainPermits();
        Thread loop = thread();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (rounds.tryAcquire(2, 10, TimeUnit.MILLISECONDS)) {
                return true;
            }
            if (!loop.isAlive()) {
                return false;
            }
        }
        throw new AssertionError("The loop neither goes on nor ends within " + LIMIT);
    }

    /** The loop's. */
    Thread thread() {
        Thread seen = thread;
        if (seen == null) {
            throw new AssertionError("No round yet");
        }
        return seen;
    }
}

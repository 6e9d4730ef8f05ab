package io.dualstream.outbox.relay.internal.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * When to poll next. At the shortest interval while events flow; ever less often while none come; and at once when woken.
 * Who wakes may know of a commit a moment before PostgreSQL lets others see it, so a poll that was woken in vain is
 * repeated soon. {@link #wake} may be called from any thread, the rest from the one that polls.
 */
final class PollPacer {

    /** Events flow until none came for this long. */
    private static final long FLOWING_NANOS = Duration.ofMillis(20).toNanos();

    private static final long[] REPEATS_NANOS = {200_000, 500_000, 1_000_000, 2_000_000};

    private final long shortest;
    private final long longest;
    private final Runnable unpark;
    private final AtomicBoolean woken = new AtomicBoolean();

    private long lastRows = System.nanoTime() - FLOWING_NANOS;
    private long interval;
    private int repeat = REPEATS_NANOS.length;

    /** {@code unpark} ends a park of the thread that polls. */
    PollPacer(Duration shortest, Duration longest, Runnable unpark) {
        this.shortest = shortest.toNanos();
        this.longest = longest.toNanos();
        this.unpark = unpark;
        this.interval = this.shortest;
    }

    void wake() {
        if (!woken.getAndSet(true)) {
            unpark.run();
        }
    }

    /** Waits after a poll that began at {@code polledAt}, in {@code nanoTime}; an interrupted thread would not wait. */
    void await(long polledAt, boolean foundRows) throws InterruptedException {
        long now = System.nanoTime();
        if (foundRows) {
            lastRows = now;
            interval = shortest;
            repeat = REPEATS_NANOS.length;
        }
        if (now - lastRows < FLOWING_NANOS) {
            woken.set(false);
            parkUntil(polledAt + shortest, false);
        } else if (repeat < REPEATS_NANOS.length) {
            parkUntil(now + REPEATS_NANOS[repeat++], true);
        } else {
            interval = Math.min(longest, interval * 2);
            parkUntil(polledAt + interval, true);
        }
    }

    private void parkUntil(long deadline, boolean wakeable) throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted between two polls");
            }
            if (wakeable && woken.getAndSet(false)) {
                repeat = 0;
                return;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }
}

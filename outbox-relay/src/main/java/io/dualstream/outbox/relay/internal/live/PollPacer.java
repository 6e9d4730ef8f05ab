package io.dualstream.outbox.relay.internal.live;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Decides when to poll next: at the shortest interval while events flow, ever less often while none come, and at once after
 * {@link #wake}. A wake-up may come a moment before PostgreSQL shows a commit to other sessions, so a poll that was woken
 * without finding rows is repeated soon. Any thread may call {@link #wake}; only the polling thread may call the rest.
 */
final class PollPacer {

    /** How long after the last event the path still counts as having events that flow. */
    private static final long FLOWING_NANOS = Duration.ofMillis(20).toNanos();

    private static final long[] REPEATS_NANOS = {200_000, 500_000, 1_000_000, 2_000_000};

    private final long shortest;
    private final long longest;
    private final Runnable unpark;
    private final AtomicBoolean woken = new AtomicBoolean();

    private long lastRows = System.nanoTime() - FLOWING_NANOS;
    private long interval;
    private int repeat = REPEATS_NANOS.length;

    /** {@code unpark} must end a park of the polling thread. */
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

    /**
     * Waits after a poll that began at {@code polledAt}, in {@code nanoTime}. Throws if the thread is interrupted, because an
     * interrupted thread could not park.
     */
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

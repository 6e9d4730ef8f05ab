package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.TestProxy.Direction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The speed of a {@link TestProxy}. A thread that transfers bytes waits here for as long as the transfer takes. */
final class NetworkConditions {

    private final Set<Direction> blocked = EnumSet.noneOf(Direction.class);
    private Duration latency = Duration.ZERO;
    private long bytesPerSecond = Long.MAX_VALUE;

    synchronized void block(Direction direction) {
        blocked.add(direction);
    }

    synchronized void slow(Duration newLatency, long newBytesPerSecond) {
        latency = newLatency;
        bytesPerSecond = newBytesPerSecond;
    }

    synchronized void clear() {
        blocked.clear();
        slow(Duration.ZERO, Long.MAX_VALUE);
        notifyAll();
    }

    /**
     * Returns when that many bytes have arrived. Only the first bytes of a burst have the latency; the others follow at the
     * configured rate.
     */
    synchronized void travel(Direction direction, int bytes, boolean first) throws InterruptedException {
        long nanos = (first ? latency.toNanos() : 0) + (long) (1e9 * bytes / bytesPerSecond);
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && isSlow(); left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        while (blocked.contains(direction)) {
            wait();
        }
    }

    private boolean isSlow() {
        return !latency.isZero() || bytesPerSecond < Long.MAX_VALUE;
    }
}

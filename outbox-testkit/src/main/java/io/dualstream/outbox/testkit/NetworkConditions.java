package io.dualstream.outbox.testkit;

import io.dualstream.outbox.testkit.TestProxy.Direction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** How well bytes travel through a {@link TestProxy}: whoever carries some is held up here for as long as they take. */
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

    /** Returns when that many bytes have arrived. Only the first of a burst are late; the others follow at their pace. */
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

package io.dualstream.outbox.relay.internal.runtime;

import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts events and computes their rate over the last {@value #WINDOW_SECONDS} seconds. Thread-safe. */
public final class Throughput {

    private static final int WINDOW_SECONDS = 10;

    private final Clock clock;
    private final long[] counts = new long[WINDOW_SECONDS + 1];
    private long second;
    private long total;
    private @Nullable Instant last;

    public Throughput(Clock clock) {
        this.clock = clock;
        this.second = clock.instant().getEpochSecond();
    }

    /** Zero events, as a heartbeat brings them, change nothing. */
    public synchronized void add(long events) {
        if (events == 0) {
            return;
        }
        Instant now = clock.instant();
        turnTo(now.getEpochSecond());
        counts[slot(second)] += events;
        total += events;
        last = now;
    }

    public synchronized long total() {
        return total;
    }

    public synchronized @Nullable Instant last() {
        return last;
    }

    /** Events per second over the window's complete seconds, without the current second. */
    public synchronized double perSecond() {
        turnTo(clock.instant().getEpochSecond());
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return (sum - counts[slot(second)]) / (double) WINDOW_SECONDS;
    }

    private void turnTo(long now) {
        for (long next = Math.max(second + 1, now - WINDOW_SECONDS); next <= now; next++) {
            counts[slot(next)] = 0;
        }
        second = Math.max(second, now);
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) counts.length);
    }
}

package io.dualstream.outbox.example.orders.demo.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events that arrived on one stream, and keeps the latencies of the latest ones. The {@link Ledger} guards the
 * tally with its lock.
 */
public final class Tally {

    /**
     * The figures of a stream that the page shows.
     *
     * @param p50 median latency in milliseconds, over the 30 s before the newest arrival; null before the first arrival
     * @param p99 99th percentile of the same latencies
     * @param fresh some of the latencies since the previous call, in milliseconds
     */
    public record View(
            long arrived, @Nullable Double p50, @Nullable Double p99, List<Double> fresh) {}

    private static final int WINDOW = 1_000;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_FRESH = 24;

    private final long[] latestNanos = new long[WINDOW];
    private final long[] measuredAtNanos = new long[WINDOW];
    private final List<Double> fresh = new ArrayList<>();
    private long measured;
    private long arrived;

    void arrived() {
        arrived++;
    }

    void measured(long latencyNanos, long nowNanos) {
        int slot = (int) (measured++ % WINDOW);
        latestNanos[slot] = latencyNanos;
        measuredAtNanos[slot] = nowNanos;
        if (fresh.size() < MAX_FRESH) {
            fresh.add(Millis.of(latencyNanos));
        }
    }

    long count() {
        return arrived;
    }

    void forgetLatencies() {
        measured = 0;
        fresh.clear();
    }

    View view() {
        long[] sorted = latest();
        var view = new View(arrived, percentile(sorted, 0.50), percentile(sorted, 0.99), List.copyOf(fresh));
        fresh.clear();
        return view;
    }

    /**
     * Returns the latencies measured in the 30 s before the newest one, in ascending order, so that a burst soon has no
     * effect any more.
     */
    private long[] latest() {
        int size = (int) Math.min(measured, WINDOW);
        long newest = size == 0 ? 0 : measuredAtNanos[(int) ((measured - 1) % WINDOW)];
        return IntStream.range(0, size)
                .filter(slot -> newest - measuredAtNanos[slot] <= WINDOW_NANOS)
                .mapToLong(slot -> latestNanos[slot])
                .sorted()
                .toArray();
    }

    private static @Nullable Double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? null : Millis.of(sorted[(int) Math.ceil(sorted.length * share) - 1]);
    }
}

package io.dualstream.outbox.example.orders.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many events arrived on one stream, and how fast the latest of them were. Guarded by its {@link Ledger}. */
final class Tally {

    /**
     * What the page shows of a stream.
     *
     * @param p50 median of the latest latencies, in milliseconds; null before the first
     * @param p99 99th percentile of the same
     * @param fresh some of the latencies since the last look, in milliseconds
     */
    record View(
            long arrived, @Nullable Double p50, @Nullable Double p99, List<Double> fresh) {}

    private static final int WINDOW = 1_000;
    private static final int MAX_FRESH = 24;

    private final long[] latestNanos = new long[WINDOW];
    private final List<Double> fresh = new ArrayList<>();
    private long measured;
    private long arrived;

    void arrived() {
        arrived++;
    }

    void measured(long latencyNanos) {
        latestNanos[(int) (measured++ % WINDOW)] = latencyNanos;
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
        int size = (int) Math.min(measured, WINDOW);
        long[] sorted = Arrays.copyOf(latestNanos, size);
        Arrays.sort(sorted);
        var view = new View(arrived, percentile(sorted, 0.50), percentile(sorted, 0.99), List.copyOf(fresh));
        fresh.clear();
        return view;
    }

    private static @Nullable Double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? null : Millis.of(sorted[(int) Math.ceil(sorted.length * share) - 1]);
    }
}

package io.dualstream.outbox.relay.campaign;

import java.util.Arrays;

/** The value that a share of all values stays at or under. */
final class Percentiles {

    private Percentiles() {}

    /** Of {@code nanos}, in ms; NaN of none. */
    static double millis(long[] nanos, double share) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }
}

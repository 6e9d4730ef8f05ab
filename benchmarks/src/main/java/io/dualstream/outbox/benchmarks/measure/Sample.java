package io.dualstream.outbox.benchmarks.measure;

import java.util.Arrays;
import java.util.Locale;

/** Some values of one thing measured, in order of size. */
public final class Sample {

    private final double[] sorted;

    private Sample(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a sample needs at least one value");
        }
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    public static Sample of(double... values) {
        return new Sample(values);
    }

    /** The smallest value that at least that share of all values does not exceed (nearest rank); {@code share} in 0..1. */
    public double percentile(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1];
    }

    /** The middle value, or the mean of the two in the middle. */
    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public double min() {
        return sorted[0];
    }

    public double max() {
        return sorted[sorted.length - 1];
    }

    public int size() {
        return sorted.length;
    }

    /** Median, and the range in brackets when there is more than one value. */
    public String describe(String format) {
        String median = String.format(Locale.ROOT, format, median());
        return sorted.length == 1
                ? median
                : String.format(Locale.ROOT, "%s (" + format + "-" + format + ")", median, min(), max());
    }
}

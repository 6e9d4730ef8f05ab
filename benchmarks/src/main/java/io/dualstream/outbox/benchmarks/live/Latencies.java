package io.dualstream.outbox.benchmarks.live;

import io.dualstream.outbox.benchmarks.measure.Sample;
import java.util.Arrays;

/** Collects latencies until it is closed. */
final class Latencies {

    private double[] millis = new double[1 << 16];
    private int count;
    private boolean open;

    synchronized void open() {
        open = true;
    }

    synchronized void add(long nanos) {
        if (open) {
            if (count == millis.length) {
                millis = Arrays.copyOf(millis, 2 * count);
            }
            millis[count++] = nanos / 1e6;
        }
    }

    /** Closes the collection and returns its latencies, in milliseconds. */
    synchronized Sample close() {
        open = false;
        return Sample.of(Arrays.copyOf(millis, count));
    }
}

package io.dualstream.outbox.benchmarks.live;

import io.dualstream.outbox.benchmarks.measure.Sample;
import java.util.Arrays;

/** Latencies noted while it is open. */
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

    /** Closes it: what came while it was open, in milliseconds. */
    synchronized Sample close() {
        open = false;
        return Sample.of(Arrays.copyOf(millis, count));
    }
}

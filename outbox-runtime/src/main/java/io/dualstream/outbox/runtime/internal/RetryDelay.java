package io.dualstream.outbox.runtime.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The delays between attempts: exponential, capped, with jitter. One thread takes the delays; any thread may call {@link #reset}. */
public final class RetryDelay {

    private final Duration initial;
    private final Duration max;
    private final RandomGenerator random;
    private volatile int attempt;

    public RetryDelay(Duration initial, Duration max) {
        this(initial, max, RandomGenerator.getDefault());
    }

    RetryDelay(Duration initial, Duration max, RandomGenerator random) {
        this.initial = initial;
        this.max = max;
        this.random = random;
    }

    /** The next delay: between half and the whole of {@code initial x 2^attempt}, {@code max} at most. */
    public Duration next() {
        int before = attempt;
        long cap = max.toNanos();
        long whole = initial.toNanos();
        for (int i = 0; i < before && whole < cap; i++) {
            whole *= 2;
        }
        attempt = before + 1;
        whole = Math.min(whole, cap);
        return Duration.ofNanos(whole - random.nextLong(whole / 2 + 1));
    }

    /** Attempts since the last success. */
    public int attempt() {
        return attempt;
    }

    public void reset() {
        attempt = 0;
    }
}

package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.config.RelaySettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The waits between attempts: exponential, capped, each with jitter. Not thread-safe. */
public final class RetryDelay {

    private final RelaySettings.Backoff backoff;
    private final RandomGenerator random;
    private int attempt;

    public RetryDelay(RelaySettings.Backoff backoff) {
        this(backoff, RandomGenerator.getDefault());
    }

    public RetryDelay(RelaySettings.Backoff backoff, RandomGenerator random) {
        this.backoff = backoff;
        this.random = random;
    }

    /** The next wait: between half and the whole of {@code initial x 2^attempt}, {@code max} at most. */
    public Duration next() {
        long cap = backoff.max().toNanos();
        long whole = backoff.initial().toNanos();
        for (int i = 0; i < attempt && whole < cap; i++) {
            whole *= 2;
        }
        attempt++;
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

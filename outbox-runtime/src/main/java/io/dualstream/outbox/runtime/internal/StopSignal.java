package io.dualstream.outbox.runtime.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A signal that is given once. Giving it ends every wait for the signal at once. Nothing else ends a wait early, not even an
 * interrupt. Thread-safe.
 */
public final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);

    public void give() {
        given.countDown();
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Waits for the signal, at most {@code limit}; returns whether the signal was given. An interrupt stays set. */
    public boolean awaitGiven(Duration limit) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit); // at most 292 years
        try {
            while (true) {
                try {
                    return given.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

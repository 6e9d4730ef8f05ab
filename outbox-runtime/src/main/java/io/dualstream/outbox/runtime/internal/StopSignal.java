package io.dualstream.outbox.runtime.internal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Given once, and whoever waits for it learns of it at once. Nothing else ends such a wait early, not an interrupt either. Thread-safe. */
public final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);

    public void give() {
        given.countDown();
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Waits, and tells whether it is time to stop. An interrupt stays set. */
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

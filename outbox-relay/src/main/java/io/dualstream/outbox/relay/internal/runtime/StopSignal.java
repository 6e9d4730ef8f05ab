package io.dualstream.outbox.relay.internal.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Given once; whoever waits learns of it at once. An interrupt counts as given. Thread-safe. */
public final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);

    public void give() {
        given.countDown();
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Waits, and tells whether it is time to stop. */
    public boolean awaitGiven(Duration limit) {
        try {
            return given.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            give();
            return true;
        }
    }
}

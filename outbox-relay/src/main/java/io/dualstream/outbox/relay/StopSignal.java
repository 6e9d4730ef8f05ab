package io.dualstream.outbox.relay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Given once; whoever waits learns of it at once. An interrupt counts as given. Thread-safe. */
final class StopSignal {

    private final CountDownLatch given = new CountDownLatch(1);

    void give() {
        given.countDown();
    }

    boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Waits, and tells whether it is time to stop. */
    boolean awaitGiven(Duration limit) {
        try {
            return given.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            give();
            return true;
        }
    }
}
